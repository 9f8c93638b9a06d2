// What each client program does: the events it sends, how fast, and the lines by which the driver follows it.

import { setTimeout as sleep } from "node:timers/promises";

/** A line that a client program prints. */
export type ClientLine = { messageId: string } | { done: true };

export const url = required("TOUCHSTONE_URL");
export const writeKey = required("WRITE_KEY");
const count = Number(required("EVENTS"));

const PAUSE_EVERY = 10;
const PAUSE_MS = 40;

/** Numbers the events, with a pause now and then, so that the run is long enough to be interrupted. */
export async function* numbers(): AsyncGenerator<number> {
  for (let n = 0; n < count; n++) {
    if (n % PAUSE_EVERY === 0) await sleep(PAUSE_MS);
    yield n;
  }
}

/** A chat group's member; an event's subject repeats, as customers do. */
export function userId(n: number): string {
  return `member-${n % 40}`;
}

export function sent(messageId: string): void {
  print({ messageId });
}

/** Says that everything is handed to the library, then lets it work until the driver closes our input. */
export async function done(): Promise<void> {
  print({ done: true });
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once("end", resolve));
}

function print(line: ClientLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
