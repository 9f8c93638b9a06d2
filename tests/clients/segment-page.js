// Runs in the browser: the page's own use of @segment/analytics-next, which `segment-browser.ts` drives.
// @ts-check

/** @type {import("@segment/analytics-next").AnalyticsBrowser} */
let analytics;
let isSnippet = false;

window.shop = {
  async load({ writeKey, url, batching, snippet }) {
    isSnippet = snippet;
    // Nothing is waited for: the first events come before the library.
    if (snippet) return window.startSnippet(writeKey, url);
    const { AnalyticsBrowser } = window.AnalyticsNext;
    /** @type {import("@segment/analytics-next").InitOptions} */
    const options = {
      integrations: {
        "Segment.io": {
          apiHost: `${new URL(url).host}/v1`,
          protocol: "http",
          ...(batching
            ? { deliveryStrategy: { strategy: "batching", config: { size: 15, timeout: 200 } } }
            : {}),
        },
      },
    };
    analytics = AnalyticsBrowser.load({ writeKey, cdnURL: url }, options);
    await analytics.ready();
  },

  /** Hands the n-th event to the library, without waiting for its delivery, and answers the id that it got. */
  async send(n, user) {
    const messageId = `page-${crypto.randomUUID()}`;
    const options = { messageId };
    if (isSnippet) analytics = window.analytics;
    const senders = [
      () => analytics.identify(user, { name: `Wang ${n}` }, options),
      () => analytics.track("Product Viewed", { product_id: `p${n % 9}` }, options),
      () => analytics.page("Restaurant", "Menu", { table: n }, options),
      () => analytics.screen("Restaurant", "Table", { table: n }, options),
      () => analytics.group(`group-${n % 5}`, { members: n }, options),
      () => analytics.alias(user, `cookie-${n}`, options),
    ];
    senders[n % senders.length]?.();
    return messageId;
  },
};
