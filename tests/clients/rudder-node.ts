// Sends events of every type through @rudderstack/rudder-sdk-node, which compresses its batches.

import Analytics from "@rudderstack/rudder-sdk-node";
import { done, numbers, sent, url, userId, writeKey } from "./plan.ts";

const analytics = new Analytics(writeKey, {
  dataPlaneUrl: url,
  flushAt: 15,
  flushInterval: 100,
  retryCount: 10,
  logLevel: "none",
});

type Message = { messageId: string; userId: string };
type Sender = (message: Message, n: number, delivered: () => void) => void;

const sendByType: Sender[] = [
  (message, n, delivered) => analytics.identify({ ...message, traits: { name: `Wang ${n}` } }, delivered),
  (message, n, delivered) =>
    analytics.track(
      { ...message, event: "Product Viewed", properties: { product_id: `p${n % 9}` } },
      delivered,
    ),
  (message, n, delivered) =>
    analytics.page({ ...message, name: "Menu", properties: { path: `/menu/${n}` } }, delivered),
  (message, n, delivered) =>
    analytics.screen({ ...message, name: "Table", properties: { table: n } }, delivered),
  (message, n, delivered) => analytics.group({ ...message, groupId: `group-${n % 5}` }, delivered),
  (message, n, delivered) => analytics.alias({ ...message, previousId: `cookie-${n}` }, delivered),
];

const deliveries: Promise<void>[] = [];
for await (const n of numbers()) {
  const message = { messageId: crypto.randomUUID(), userId: userId(n) };
  const { promise, resolve, reject } = withResolvers();
  deliveries.push(promise);
  sendByType[n % sendByType.length]?.(message, n, (error?: Error) => (error ? reject(error) : resolve()));
  sent(message.messageId);
}
await Promise.all(deliveries);
await done();

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (reason: Error) => void } {
  let resolve: () => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<void>((accept, refuse) => {
    resolve = accept;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
