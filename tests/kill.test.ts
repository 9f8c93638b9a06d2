// The server is killed again and again while events come in, surveys are answered and messages leave: what was
// accepted is there exactly once, and what was sent twice shows by its key that it is the same.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type Database, freshDatabase } from "./support/postgres.ts";
import { Program, python, venv } from "./support/programs.ts";
import { Touchstone } from "./support/touchstone.ts";
import { WebhookReceiver } from "./support/webhooks.ts";

const KILLS = 3;
const WAIT_MS_MAX = 40_000;
const ANSWER_MS_MAX = 5_000;

for (const database of ["SQLite", "PostgreSQL"]) {
  describe(`on ${database}, killed in the middle`, () => killedInTheMiddle(database === "PostgreSQL"));
}

function killedInTheMiddle(onPostgres: boolean): void {
  let server: Touchstone;
  let key: string;
  let shared: Database | undefined;

  beforeEach(async () => {
    const environment: Record<string, string> = {};
    if (onPostgres) {
      shared = await freshDatabase();
      environment.TOUCHSTONE_DATABASE = shared.url;
    }
    server = await Touchstone.start(environment);
    key = await server.source("kill");
  });
  afterEach(async () => {
    await server.stop();
    await shared?.drop();
  });

  test("of ingest, every event is there once, with its trace", { timeout: 120_000 }, async () => {
    const [senders, batches, size] = [4, 60, 20];
    let acknowledged = 0;
    const ids: string[] = [];
    const sender = async (name: number): Promise<void> => {
      for (let n = 0; n < batches; n += 1) {
        const events = Array.from({ length: size }, (_, at) => ping(`${name}-${n}-${at}`, `guest-${at}`));
        ids.push(...events.map((event) => event.messageId));
        await untilTaken("/v1/batch", { batch: events });
        acknowledged += size;
      }
    };
    const sending = Promise.all(Array.from({ length: senders }, (_, name) => sender(name)));
    const total = senders * batches * size;
    await killAt(() => acknowledged, total);
    await sending;

    const arrived = (await server.events()).map((event) => event.message_id);
    assert.deepEqual(arrived.sort(), ids.sort());
    for (const id of [ids[0], ids[total / 2], ids[total - 1]]) {
      const trace = await server.get<{ event: { message_id: string } }>(`/v1/traces/${id}`);
      assert.equal(trace.event.message_id, id);
    }
  });

  test("of answers, every answer counts once and opens one case", { timeout: 120_000 }, async () => {
    const guests = 60;
    const { survey } = await server.post<{ survey: string }>("/v1/starter", { active: true });
    await untilTaken("/v1/batch", {
      batch: Array.from({ length: guests }, (_, n) => ({
        ...ping(`known-${n}`, `guest-${n}`),
        context: { traits: { email: `guest-${n}@example.com` } },
      })),
    });
    const links: string[] = [];
    for (const customer of await server.all<{ id: string }>("/v1/customers")) {
      const params = { kind: "personal", params: { customer: customer.id } };
      links.push((await server.post<{ url: string }>(`/v1/surveys/${survey}/links`, params)).url);
    }
    assert.equal(links.length, guests);

    let answered = 0;
    const waiting = [...links];
    const visitor = async (): Promise<void> => {
      for (let link = waiting.pop(); link; link = waiting.pop()) {
        const path = new URL(link).pathname;
        await retry(() =>
          fetch(server.url + path, {
            method: "POST",
            signal: AbortSignal.timeout(ANSWER_MS_MAX),
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ answers: { recommend: 2, comment: "汤是凉的" } }),
          }),
        );
        answered += 1;
      }
    };
    const answering = Promise.all([visitor(), visitor(), visitor()]);
    await killAt(() => answered, guests);
    await answering;

    const responses = await server.all<{ id: string; submitted_at: string | null }>(
      `/v1/surveys/${survey}/responses`,
    );
    assert.equal(responses.filter((response) => response.submitted_at !== null).length, guests);
    const events = (await server.events()).filter((event) => event.name === "Survey Answered");
    assert.equal(new Set(events.map((event) => event.message_id)).size, guests);
    assert.equal(events.length, guests);
    const cases = await server.all<{ customer: string; causes_total: number }>("/v1/cases");
    assert.equal(new Set(cases.map((one) => one.customer)).size, guests);
    assert.ok(cases.every((one) => one.causes_total === 1));
  });

  test("of sending, every message leaves, and twice only under its own key", {
    timeout: 60_000,
  }, async () => {
    const guests = 150;
    const folder = await mkdtemp(join(tmpdir(), "touchstone-mail-"));
    const mailServer = new Program<number>([
      ...python("../crates/engine/tests/receivers/mail_server.py"),
      folder,
    ]);
    const webhooks = await WebhookReceiver.start();
    try {
      const port = await mailServer.line(() => true);
      await wire(port, webhooks);
      await untilTaken("/v1/batch", {
        batch: Array.from({ length: guests }, (_, n) => ({
          ...ping(`call-${n}`, `guest-${n}`),
          context: { traits: { email: `guest-${n}@example.com` } },
        })),
      });
      const mails = async () => (await readdir(folder)).length;
      await killAt(async () => (await mails()) + webhooks.requests.length, 2 * guests);
      await eventually(async () => (await effects("sent")).length === 2 * guests);

      const sent = await effects("sent");
      const attempts = new Map(sent.map((effect) => [effect.id, effect.attempts]));
      const arrived = [...webhooks.requests.map((request) => request.id), ...(await mailIds(folder))];
      assert.deepEqual([...new Set(arrived)].sort(), [...attempts.keys()].sort(), "each message arrived");
      for (const [id, times] of count(arrived)) {
        assert.ok(times <= (attempts.get(id) ?? 0), `${id} arrived ${times} times without being tried again`);
      }
      assert.ok(webhooks.requests.every((request) => request.isSigned));
    } finally {
      mailServer.abandon();
      await webhooks.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test("of a distribution, everybody is invited once and reminded once", { timeout: 240_000 }, async () => {
    const guests = 1_500;
    const folder = await mkdtemp(join(tmpdir(), "touchstone-mail-"));
    const mailServer = new Program<number>([
      ...python("../crates/engine/tests/receivers/mail_server.py"),
      folder,
    ]);
    try {
      const port = await mailServer.line(() => true);
      await server.put("/v1/channels", {
        email: { host: "127.0.0.1", port, tls: "none", from: "Golden Spoon <hello@example.com>" },
      });
      await server.patch("/v1/settings", { budget: { consent: {}, total: null, quiet_hours: null } });
      const { survey } = await server.post<{ survey: string }>("/v1/starter", { active: false });
      const path = `/v1/surveys/${survey}/distributions`;
      const plan = { name: "All", whom: { from: "list" }, channels: ["email"], reminders: [1] };
      const { id } = await server.post<{ id: string }>(path, plan);
      const list = Array.from({ length: guests }, (_, n) => `guest-${n}@example.com`).join("\n");
      await server.upload(`${path}/${id}/recipients/import`, list);
      await server.post(`${path}/${id}/start`, {});
      // Between the steps that choose and invite, of which each takes a moment.
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(randomInt(0, 400));
        await killed();
      }
      const mails = async () => (await readdir(folder)).length;
      await killAt(mails, guests);
      await eventually(async () => (await effects("sent")).length === guests);
      assert.deepEqual(await perAddress(folder), new Map([[1, guests]]), "one invitation each");

      // The day after: everything that has a time is due.
      await server.kill();
      for (const table of ["recipients", "distributions"])
        await say(`UPDATE ${table} SET next_at = 0 WHERE next_at IS NOT NULL`);
      await server.restart();
      for (let kill = 0; kill < KILLS; kill += 1) {
        await sleep(randomInt(0, 400));
        await killed();
      }
      await killAt(async () => (await mails()) - guests, guests);
      await eventually(async () => (await effects("sent")).length === 2 * guests);
      assert.deepEqual(await perAddress(folder), new Map([[2, guests]]), "and one reminder");
      await eventually(async () => (await server.get<{ state: string }>(`${path}/${id}`)).state === "done");

      const attempts = new Map((await effects("sent")).map((effect) => [effect.id, effect.attempts]));
      for (const [id, times] of count(await mailIds(folder))) {
        assert.ok(times <= (attempts.get(id) ?? 0), `${id} arrived ${times} times without being tried again`);
      }
    } finally {
      mailServer.abandon();
      await rm(folder, { recursive: true, force: true });
    }
  });

  /** A playbook that sends a mail and calls a webhook for each event. */
  async function wire(mailPort: number, webhooks: WebhookReceiver): Promise<void> {
    const { secret } = await server.post<{ secret: string }>("/v1/channels/webhook/secret", {});
    webhooks.secret = secret;
    await server.put("/v1/channels", {
      email: { host: "127.0.0.1", port: mailPort, tls: "none", from: "Golden Spoon <hello@example.com>" },
      webhook: { allow_private: true },
    });
    const { id: template } = await server.post<{ id: string }>("/v1/templates", {
      format: 1,
      name: "Called",
      channel: "email",
      class: "service",
      subject: { "zh-CN": "您好" },
      body: { "zh-CN": "我们收到了。" },
    });
    const { id: playbook } = await server.post<{ id: string }>("/v1/playbooks", {
      format: 1,
      name: "Answer a call",
      trigger: { event: "Called" },
      re_entry: { rule: "every_event" },
      steps: [
        { id: "mail", do: "send", template, channel: ["email"] },
        { id: "tell", do: "call_webhook", url: webhooks.url },
      ],
    });
    await server.post(`/v1/playbooks/${playbook}/activate`, {});
  }

  function effects(state: string): Promise<{ id: string; attempts: number }[]> {
    return server.all(`/v1/outbox?state=${state}`);
  }

  /** Sends until the server says that it has it, as client libraries do. */
  async function untilTaken(path: string, body: unknown): Promise<void> {
    await retry(() =>
      fetch(server.url + path, {
        method: "POST",
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
        headers: {
          "content-type": "application/json",
          authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}`,
        },
        body: JSON.stringify(body),
      }),
    );
  }

  /** Kills the server each time that a further part of the work is done, and starts it again. */
  async function killAt(done: () => number | Promise<number>, total: number): Promise<void> {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const part = (total * (kill + randomInt(20, 80) / 100)) / (KILLS + 1);
      await eventually(async () => (await done()) >= part);
      await killed(async () => {
        assert.ok((await done()) < total, "everything was done before the server was killed");
      });
    }
  }

  /** Kills the server, and starts it again. */
  async function killed(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await server.kill();
    await meanwhile();
    await sleep(100);
    // On a database that others share, what a killed process was sending is another's when its lease ends. These are
    // the minutes until then.
    await shared?.say("UPDATE outbox SET next_at = 0 WHERE state = 'sending'");
    await server.restart();
  }

  /** Runs a statement on the state of a server that was killed. */
  async function say(statement: string): Promise<void> {
    if (shared) return shared.say(statement);
    const program =
      "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit(); c.close()";
    await promisify(execFile)(venv("python"), ["-c", program, server.file, statement]);
  }

  async function eventually(isSo: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + WAIT_MS_MAX;
    while (!(await isSo())) {
      assert.ok(Date.now() < deadline, `it did not come to that:\n${server.log}`);
      await sleep(5);
    }
  }
}

function ping(
  messageId: string,
  userId: string,
): { type: string; event: string; messageId: string; userId: string } {
  return { type: "track", event: "Called", messageId, userId };
}

/** Repeats a request until it succeeds; a connection that breaks tells nothing of what was done. */
async function retry(request: () => Promise<Response>): Promise<void> {
  const deadline = Date.now() + WAIT_MS_MAX;
  for (;;) {
    const answer = await request().catch(() => undefined);
    const text = await answer?.text().catch(() => undefined);
    if (answer?.ok && text !== undefined) return;
    const later = answer === undefined || text === undefined || answer.status === 429 || answer.status >= 500;
    assert.ok(later, `${answer?.status} ${text}`);
    assert.ok(Date.now() < deadline, "the server does not come back");
    await sleep(20);
  }
}

interface Mail {
  "message-id": string;
  to_envelope: string[];
}

async function mailsIn(folder: string): Promise<Mail[]> {
  const files = (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8"));
  return (await Promise.all(files)).map((text) => JSON.parse(text) as Mail);
}

async function mailIds(folder: string): Promise<string[]> {
  return (await mailsIn(folder)).map((mail) => mail["message-id"].replace(/^<|@.*$/g, ""));
}

/** How many people got how many different mails. */
async function perAddress(folder: string): Promise<Map<number, number>> {
  const got = new Map<string, Set<string>>();
  for (const mail of await mailsIn(folder)) {
    const address = mail.to_envelope[0] ?? "";
    got.set(address, (got.get(address) ?? new Set()).add(mail["message-id"]));
  }
  return count([...got.values()].map((ids) => ids.size));
}

function count<Value>(values: Value[]): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
