// Sends events of every type through @jitsu/js, one request each.
//
// The library leaves retries to the `fetch` it is given. It also wants a key of the form `key:secret`.

import { setTimeout as sleep } from "node:timers/promises";
import { jitsuAnalytics } from "@jitsu/js";
import { done, numbers, sent, url, userId, writeKey } from "./plan.ts";

const ATTEMPTS_MAX = 60;
const PAUSE_MS = 250;

const patientFetch: typeof fetch = async (address, request) => {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(address, request).catch(() => undefined);
    if (response && response.status !== 429 && response.status < 500) return response;
    if (attempt === ATTEMPTS_MAX) throw new Error(`${address}: no answer after ${attempt} attempts`);
    await sleep(PAUSE_MS);
  }
};

const analytics = jitsuAnalytics({
  host: url,
  writeKey: `${writeKey}:jitsu`,
  fetch: (address, request) => {
    sent((JSON.parse(String(request?.body)) as { messageId: string }).messageId);
    return patientFetch(address, request);
  },
  errorPolicy: "rethrow",
});

const sendByType: ((user: string, n: number) => Promise<unknown>)[] = [
  (user, n) => analytics.identify(user, { name: `Wang ${n}` }),
  (_user, n) => analytics.track("Review Posted", { stars: n % 6, text: "汤是凉的" }),
  (_user, n) => analytics.page({ name: "Menu", path: `/menu/${n}` }),
  (_user, n) => analytics.group(`group-${n % 5}`, { members: n }),
];

await analytics.identify(userId(0));
const deliveries: Promise<unknown>[] = [];
for await (const n of numbers()) {
  const send = sendByType[n % sendByType.length];
  if (send) deliveries.push(send(userId(n), n));
}
await Promise.all(deliveries);
await done();
