// Sends events of every type through @segment/analytics-node.

import { Analytics } from "@segment/analytics-node";
import { done, numbers, sent, url, userId, writeKey } from "./plan.ts";

const analytics = new Analytics({ writeKey, host: url, flushAt: 15, flushInterval: 100 });
analytics.on("error", (error) => {
  throw new Error(`delivery failed: ${error.code}`, { cause: error.reason });
});

type Message = { messageId: string; userId: string; timestamp: Date };

const sendByType: ((message: Message, n: number) => void)[] = [
  (message, n) =>
    analytics.identify({ ...message, traits: { name: `Wang ${n}`, email: `w${n}@example.com` } }),
  (message, n) =>
    analytics.track({
      ...message,
      event: "Order Completed",
      properties: {
        order_id: `segment-node-${n}`,
        total: 88.5,
        currency: "CNY",
        products: [{ product_id: "p1" }],
      },
    }),
  (message, n) => analytics.page({ ...message, name: "Menu", properties: { path: `/menu/${n}` } }),
  (message, n) => analytics.screen({ ...message, name: "Table", properties: { table: n } }),
  (message, n) => analytics.group({ ...message, groupId: `group-${n % 5}`, traits: { members: n } }),
  (message, n) => analytics.alias({ ...message, previousId: `cookie-${n}` }),
];

for await (const n of numbers()) {
  const message = { messageId: crypto.randomUUID(), userId: userId(n), timestamp: new Date() };
  sendByType[n % sendByType.length]?.(message, n);
  sent(message.messageId);
}
await analytics.flush({ timeout: 60_000 });
await done();
