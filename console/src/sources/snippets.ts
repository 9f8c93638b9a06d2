// What to paste into a program to send events to this server, by client library; see docs/sending-events.md.

export interface Snippet {
  id: string;
  name: string;
  text: string;
}

export function snippets(url: string, key: string): Snippet[] {
  const { host, protocol } = new URL(url);
  const scheme = protocol.replace(":", "");
  return [
    {
      id: "curl",
      name: "curl",
      text: `curl ${url}/v1/track -u "${key}:" -H 'content-type: application/json' -d '{
  "messageId": "order-o-1", "userId": "u1", "event": "Order Completed",
  "properties": { "order_id": "o-1", "total": 86.5, "unit": "S001" }
}'`,
    },
    {
      id: "python",
      name: "Python",
      text: `# pip install segment-analytics-python
import segment.analytics as analytics

analytics.write_key = "${key}"
analytics.host = "${url}"

analytics.track("u1", "Order Completed", {"order_id": "o-1", "total": 86.5, "unit": "S001"})
analytics.flush()`,
    },
    {
      id: "node",
      name: "Node",
      text: `// npm install @segment/analytics-node
import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ writeKey: "${key}", host: "${url}" });

analytics.track({
  userId: "u1",
  event: "Order Completed",
  properties: { order_id: "o-1", total: 86.5, unit: "S001" },
});
await analytics.closeAndFlush();`,
    },
    {
      id: "browser",
      name: "Browser",
      text: `// npm install @segment/analytics-next
import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load(
  { writeKey: "${key}", cdnURL: "${url}" },
  { integrations: { "Segment.io": { apiHost: "${host}/v1", protocol: "${scheme}" } } },
);

analytics.page();
analytics.identify("u1", { phone: "13800000000" });`,
    },
    {
      id: "rudderstack",
      name: "RudderStack",
      text: `// npm install @rudderstack/rudder-sdk-node
import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const analytics = new RudderAnalytics("${key}", { dataPlaneUrl: "${url}" });

analytics.track({ userId: "u1", event: "Order Completed", properties: { order_id: "o-1", total: 86.5 } });`,
    },
    {
      id: "jitsu",
      name: "Jitsu",
      text: `// npm install @jitsu/js
import { jitsuAnalytics } from "@jitsu/js";

// Jitsu insists on a colon; what follows it means nothing here.
const analytics = jitsuAnalytics({ host: "${url}", writeKey: "${key}:any" });

await analytics.identify("u1", { phone: "13800000000" });
await analytics.track("Order Completed", { order_id: "o-1", total: 86.5 });`,
    },
    {
      id: "cloudevents",
      name: "CloudEvents",
      text: `curl ${url}/v1/events -u "${key}:" -H 'content-type: application/cloudevents+json' -d '{
  "specversion": "1.0", "id": "o-1-paid", "source": "/till/7", "type": "com.example.order.completed",
  "subject": "phone:13800000000",
  "data": { "order_id": "o-1", "total": 86.5, "unit": "S001" }
}'`,
    },
  ];
}
