// Unmodified client libraries deliver every event exactly once, although the server is killed twice while they send.

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientLine } from "./clients/plan.ts";
import { freshDatabase } from "./support/postgres.ts";
import { node, Program, python } from "./support/programs.ts";
import { Touchstone } from "./support/touchstone.ts";

const EVENTS = 480;
/** Shares of the events at whose arrival the server dies. */
const KILL_AT = [0.2, 0.6];
const DOWN_MS = 700;
const DELIVERY_MS_MAX = 60_000;

interface Client {
  name: string;
  command: string[];
  environment?: Record<string, string>;
}

const CLIENTS: Client[] = [
  { name: "segment-analytics-python", command: python("clients/segment_python.py") },
  {
    name: "segment-analytics-python, compressed",
    command: python("clients/segment_python.py"),
    environment: { GZIP: "true" },
  },
  { name: "@segment/analytics-node", command: node("clients/segment-node.ts") },
  { name: "@segment/analytics-next in Chromium", command: node("clients/segment-browser.ts") },
  {
    name: "@segment/analytics-next in Chromium, batching",
    command: node("clients/segment-browser.ts"),
    environment: { BATCHING: "true" },
  },
  {
    name: "@segment/analytics-next in Chromium, started by the snippet",
    command: node("clients/segment-browser.ts"),
    environment: { SNIPPET: "true" },
  },
  { name: "@rudderstack/rudder-sdk-node", command: node("clients/rudder-node.ts") },
  { name: "@jitsu/js", command: node("clients/jitsu.ts") },
];

describe("client libraries deliver exactly once", () => {
  let server: Touchstone;
  let running: Program<ClientLine> | undefined;

  afterEach(async () => {
    running?.abandon();
    await server.stop();
  });

  for (const client of CLIENTS) {
    test(client.name, { timeout: 180_000 }, async () => {
      server = await Touchstone.start();
      await deliversExactlyOnce(client);
    });
  }

  test("@segment/analytics-node, kept in PostgreSQL", { timeout: 180_000 }, async () => {
    const database = await freshDatabase();
    server = await Touchstone.start({ TOUCHSTONE_DATABASE: database.url });
    await deliversExactlyOnce({ name: "segment-node", command: node("clients/segment-node.ts") });
    await server.stop();
    await database.drop();
  });

  async function deliversExactlyOnce(client: Client): Promise<void> {
    running = new Program<ClientLine>(client.command, {
      ...client.environment,
      TOUCHSTONE_URL: server.url,
      WRITE_KEY: await server.source(client.name),
      EVENTS: String(EVENTS),
    });
    for (const share of KILL_AT) await killAfter(share * EVENTS);
    await running.line((line) => "done" in line);

    const sent = running.lines.flatMap((line) => ("messageId" in line ? [line.messageId] : []));
    assert.ok(sent.length >= EVENTS, `the client sent ${sent.length} events`);
    await arrivedAll(sent.length);
    assert.equal(await running.finish(), 0, running.errors);
    assert.deepEqual((await arrived()).sort(), sent.sort());
  }

  async function arrived(): Promise<string[]> {
    return (await server.events()).map((event) => event.message_id);
  }

  async function arrivedAll(count: number): Promise<void> {
    const deadline = Date.now() + DELIVERY_MS_MAX;
    while ((await arrived()).length < count && Date.now() < deadline) await sleep(100);
  }

  /** Kills the server when `count` events have arrived, in the middle of the run, and starts it again. */
  async function killAfter(count: number): Promise<void> {
    const deadline = Date.now() + DELIVERY_MS_MAX;
    let seen = 0;
    while (seen < count) {
      assert.ok(
        Date.now() < deadline,
        `${seen} of ${count} events arrived; ${running?.errors}\n${server.log}`,
      );
      await sleep(10);
      seen = (await arrived()).length;
    }
    await server.kill();
    assert.ok(seen < EVENTS, "everything had arrived before the server was killed");
    await sleep(DOWN_MS);
    await server.restart();
  }
});
