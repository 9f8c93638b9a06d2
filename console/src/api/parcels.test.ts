import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

const kept = new Map<string, string>();
const events = new EventTarget();
Object.assign(globalThis, {
  sessionStorage: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  },
  addEventListener: events.addEventListener.bind(events),
  removeEventListener: events.removeEventListener.bind(events),
});
const { deliver, resumeParcels, stuck, waiting } = await import("./parcels.ts");

const note = { url: "/v1/cases/c/note", body: { note: "x" }, of: "c", what: "note" };
const real = globalThis.fetch;
let keys: string[] = [];

function server(...answers: (number | "lost")[]): void {
  globalThis.fetch = async (_, init) => {
    keys.push(new Headers(init?.headers).get("idempotency-key") ?? "");
    const answer = answers.shift() ?? 200;
    if (answer === "lost") throw new TypeError("Failed to fetch");
    return Response.json({ n: keys.length, code: "conflict", detail: "no" }, { status: answer });
  };
}

beforeEach(() => {
  keys = [];
  kept.clear();
});
afterEach(() => {
  globalThis.fetch = real;
});

test("what arrives is forgotten", async () => {
  server(200);
  assert.deepEqual(await deliver(note), { n: 1, code: "conflict", detail: "no" });
  assert.deepEqual(waiting(), []);
  assert.equal(kept.size, 0);
});

test("without a network it waits and is sent again with the same key", async () => {
  server("lost", 503, 200);
  let held = 0;
  const sent = deliver(note, { onHeld: () => (held += 1) });
  while (stuck().size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(waiting().length, 1);
  assert.ok(kept.size === 1, "it outlives a reload");
  while (keys.length < 2) {
    events.dispatchEvent(new Event("online"));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
  events.dispatchEvent(new Event("online"));
  await sent;
  assert.equal(held, 1);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1, "one key for all tries");
  assert.equal(stuck().size, 0);
});

test("a refusal is told and not repeated", async () => {
  server(409);
  await assert.rejects(deliver(note), { name: "ApiProblem", status: 409 });
  assert.equal(keys.length, 1);
  assert.deepEqual(waiting(), []);
});

test("changes arrive in the order in which they were made", async () => {
  server(200, 409, 200);
  const results = await Promise.allSettled([deliver(note), deliver(note), deliver(note)]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled"],
  );
});

test("what waited when the page was closed goes on with its key, if the server still knows it", async () => {
  const fresh = { ...note, key: "k-1", at: new Date().toISOString() };
  const old = { ...note, key: "k-0", at: "2020-01-01T00:00:00Z" };
  kept.set("touchstone.parcels", JSON.stringify([old, fresh]));
  server(200);
  const done = await new Promise<string>((resolve) => resumeParcels(({ key }) => resolve(key)));
  assert.equal(done, "k-1");
  assert.deepEqual(keys, ["k-1"]);
});
