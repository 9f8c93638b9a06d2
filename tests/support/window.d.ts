import type * as AnalyticsNext from "@segment/analytics-next";
import type axe from "axe-core";

declare global {
  interface Window {
    /** The UMD build of the library, as a page gets it from a script element. */
    AnalyticsNext: typeof AnalyticsNext;
    /** What Segment's snippet leaves in the page: a list of calls, later the library itself. */
    // biome-ignore lint/suspicious/noExplicitAny: it is two things, one after the other
    analytics: any;
    startSnippet(writeKey: string, url: string): void;
    /** Put into a page by a test. */
    axe: typeof axe;
    shop: {
      load(settings: { writeKey: string; url: string; batching: boolean; snippet: boolean }): Promise<void>;
      send(n: number, user: string): Promise<string>;
    };
  }
}
