// Test programs as processes that talk in JSON lines: how they are started, read and ended.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

export class Program<Line> {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly lines: Line[] = [];
  readonly #waiting = new Set<() => void>();
  #errors = "";
  #ended = false;

  constructor(command: string[], environment: Record<string, string> = {}) {
    const [file = "", ...parameters] = command;
    this.#process = spawn(file, parameters, {
      env: { ...process.env, ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const output = createInterface({ input: this.#process.stdout });
    output.on("line", (text) => {
      this.lines.push(JSON.parse(text) as Line);
      this.#wake();
    });
    output.on("close", () => {
      this.#ended = true;
      this.#wake();
    });
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = (this.#errors + text).slice(-20_000);
    });
  }

  /** What the program complained about. */
  get errors(): string {
    return this.#errors;
  }

  /** The first line, printed already or yet to come, that `wanted` accepts. */
  async line(wanted: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = this.lines.find(wanted);
      if (found !== undefined) return found;
      if (this.#ended)
        throw new Error(`the program ended without the line that was waited for:\n${this.#errors}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Closes the program's input, on which it ends by itself, and answers its exit code. */
  async finish(): Promise<number | null> {
    this.#process.stdin.end();
    if (this.#process.exitCode === null && this.#process.signalCode === null)
      await once(this.#process, "exit");
    return this.#process.exitCode;
  }

  /** Ends a program that a failed test left behind. */
  abandon(): void {
    this.#process.kill("SIGKILL");
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** How to run a TypeScript program of this folder. */
export function node(program: string): string[] {
  return [process.execPath, "--import", "tsx", new URL(`../${program}`, import.meta.url).pathname];
}

/** How to run a Python program of this folder. */
export function python(program: string): string[] {
  return [venv("python"), "-u", new URL(`../${program}`, import.meta.url).pathname];
}

/** A command of the tests' own Python environment. */
export function venv(command: string): string {
  const cache = process.env.TOUCHSTONE_CACHE ?? join(homedir(), ".cache", "touchstone");
  return join(cache, "venv", "bin", command);
}
