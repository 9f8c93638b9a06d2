// The real server, as a process of its own: started on a temporary folder, killed and started again like by a power cut.

import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const START_MS_MAX = 30_000;

export interface JournalEvent {
  message_id: string;
  name: string;
}

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** The brand and its administrator that every test begins with. */
export const ADMINISTRATOR = {
  brand: "Golden Spoon",
  email: "head.office@example.com",
  password: "correct horse battery staple",
};

export class Touchstone {
  readonly #folder: string;
  readonly #listen: string;
  readonly #environment: Record<string, string>;
  #process: ChildProcess | undefined;
  #log = "";
  /** The administrator's bearer token, once the brand is set up. */
  token = "";

  private constructor(folder: string, listen: string, environment: Record<string, string>) {
    this.#folder = folder;
    this.#listen = listen;
    this.#environment = environment;
  }

  /** Starts a server on an empty folder, with everything still to be set up. */
  static async empty(environment: Record<string, string> = {}): Promise<Touchstone> {
    const folder = await mkdtemp(join(tmpdir(), "touchstone-test-"));
    const server = new Touchstone(folder, `127.0.0.1:${await freePort()}`, environment);
    await server.#spawn();
    return server;
  }

  /** Starts a server on an empty folder and sets the brand up. */
  static async start(environment: Record<string, string> = {}): Promise<Touchstone> {
    const server = await Touchstone.empty(environment);
    const { token } = await server.post<{ token: string }>("/v1/setup", ADMINISTRATOR);
    server.token = token;
    return server;
  }

  get url(): string {
    return `http://${this.#listen}`;
  }

  /** The file with its state, where it is on SQLite. */
  get file(): string {
    return join(this.#folder, "touchstone.db");
  }

  /** What the server wrote, for a failing test to show. */
  get log(): string {
    return this.#log;
  }

  /** Ends the process as a power cut would; nothing in it gets to run. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Starts the process again on the same folder and address. */
  async restart(): Promise<void> {
    await this.#spawn();
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A new source; its key is shown only now. */
  async source(name: string): Promise<string> {
    const { key } = await this.post<{ key: string }>("/v1/sources", { name });
    return key;
  }

  async get<T>(path: string): Promise<T> {
    return this.#request<T>("GET", path);
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return this.#request<T>("POST", path, body);
  }

  async patch<T>(path: string, body: unknown): Promise<T> {
    return this.#request<T>("PATCH", path, body);
  }

  async put<T>(path: string, body: unknown): Promise<T> {
    return this.#request<T>("PUT", path, body);
  }

  /** Sends lines of text. */
  async upload(path: string, lines: string): Promise<void> {
    const response = await fetch(this.url + path, {
      method: "POST",
      headers: { "content-type": "text/plain", authorization: `Bearer ${this.token}` },
      body: lines,
    });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  }

  /** Every accepted event. */
  async events(): Promise<JournalEvent[]> {
    return this.all<JournalEvent>("/v1/events");
  }

  /** All items of a list, page by page. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null | undefined;
    do {
      const from = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
      const page: Page<T> = await this.get(`${path}${path.includes("?") ? "&" : "?"}limit=200${from}`);
      items.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    return items;
  }

  async #request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        "content-type": "application/json",
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(method === "POST" ? { "idempotency-key": randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  async #spawn(): Promise<void> {
    const process = spawn(binary(), ["serve", "--data", this.#folder, "--listen", this.#listen], {
      env: { ...inherited(), ...this.#environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = process;
    for (const stream of [process.stdout, process.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#log = (this.#log + text).slice(-20_000);
      });
    }
    await this.#ready(process);
  }

  async #ready(process: ChildProcess): Promise<void> {
    const deadline = Date.now() + START_MS_MAX;
    while (Date.now() < deadline) {
      if (process.exitCode !== null) throw new Error(`the server ended at its start:\n${this.#log}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(20);
    }
    throw new Error(`the server is not ready after ${START_MS_MAX} ms:\n${this.#log}`);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const process = this.#process;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    process.kill(signal);
    await once(process, "exit");
  }
}

/** The environment without the product's own variables: a developer's settings must not change a test. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TOUCHSTONE_")));
}

function binary(): string {
  const path = process.env.TOUCHSTONE_BIN;
  if (!path) throw new Error("TOUCHSTONE_BIN names the binary under test; `make test-clients` sets it");
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
