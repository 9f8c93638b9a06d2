// Runs in the browser: Segment's snippet, which stands in the page before the library has come, with the two lines that
// docs/sending-events.md changes. What it is handed meanwhile waits in a list.
// @ts-check

/** @param {string} writeKey @param {string} url */
window.startSnippet = (writeKey, url) => {
  const methods = ["identify", "track", "page", "screen", "group", "alias", "ready"];
  /** @type {any} */
  const analytics = [];
  window.analytics = analytics;
  analytics.invoked = true;
  analytics.methods = methods;
  for (const method of methods) {
    analytics[method] = (/** @type {unknown[]} */ ...parameters) => {
      if (window.analytics.initialized) return window.analytics[method](...parameters);
      analytics.push([method, ...parameters]);
      return analytics;
    };
  }
  analytics._writeKey = writeKey;
  analytics._cdn = url;
  const script = document.createElement("script");
  script.async = true;
  script.dataset.globalSegmentAnalyticsKey = "analytics";
  script.src = "/analytics.min.js";
  document.head.append(script);
};
