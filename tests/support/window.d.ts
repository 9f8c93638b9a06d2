import type * as AnalyticsNext from "@segment/analytics-next";
import type axe from "axe-core";

declare global {
  interface Window {
    /** The UMD build of the library, as a page gets it from a script element. */
    AnalyticsNext: typeof AnalyticsNext;
    /** Put into a page by a test. */
    axe: typeof axe;
    shop: {
      load(settings: { writeKey: string; url: string; batching: boolean }): Promise<void>;
      send(n: number, user: string): Promise<string>;
    };
  }
}
