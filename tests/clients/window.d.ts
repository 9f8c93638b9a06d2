import type * as AnalyticsNext from "@segment/analytics-next";

declare global {
  interface Window {
    /** The UMD build of the library, as a page gets it from a script element. */
    AnalyticsNext: typeof AnalyticsNext;
    shop: {
      load(settings: { writeKey: string; url: string; batching: boolean }): Promise<void>;
      send(n: number, user: string): Promise<string>;
    };
  }
}
