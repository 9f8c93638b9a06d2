// Changes on their way over a bad network. Each has one idempotency key for all its tries, so that it is carried out
// once however often it is sent; what could not be sent waits, in order, and outlives a reload of the page.

import { ApiProblem, once } from "./client.ts";

/** A change that is not known to have arrived. */
export interface Parcel {
  key: string;
  /** Where it goes. */
  url: string;
  body: unknown;
  /** What it changes: the id of a case. */
  of: string;
  /** What it does, in a word. */
  what: string;
  /** When it was made. */
  at: string;
}

const KEPT = "touchstone.parcels";
/** The server knows a key for a day; what is older could be carried out twice. */
const OLD_MS = 23 * 3_600_000;
const TRY_MS = 10_000;
const WAITS_MS = [1_000, 2_000, 5_000, 10_000, 20_000];
const BUSY = [429, 502, 503, 504];

interface Held {
  /** Called when it has to wait for the network. */
  onHeld?: () => void;
}

let parcels: readonly Parcel[] = [];
let held: ReadonlySet<string> = new Set();
let line: Promise<unknown> = Promise.resolve();
const listeners = new Set<() => void>();

/** What waits; another array whenever it changes. */
export const waiting = (): readonly Parcel[] => parcels;
/** Keys of those for which there was no network. */
export const stuck = (): ReadonlySet<string> => held;

export function watchParcels(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Sends a change, after those that were made before it. Answers what the server answers, however long that takes. */
export function deliver<Answer>(parcel: Omit<Parcel, "key" | "at">, { onHeld }: Held = {}): Promise<Answer> {
  const whole = { ...parcel, key: once(), at: new Date().toISOString() };
  change([...parcels, whole]);
  return inLine<Answer>(whole, onHeld);
}

/** Takes up what waited when the page was closed. */
export function resumeParcels(done: (parcel: Parcel, error: Error | null) => void): void {
  if (parcels.length > 0) return;
  const kept = read().filter(({ at }) => Date.now() - Date.parse(at) < OLD_MS);
  change(kept);
  for (const parcel of kept) {
    inLine(parcel).then(
      () => done(parcel, null),
      (error: Error) => done(parcel, error),
    );
  }
}

function inLine<Answer>(parcel: Parcel, onHeld?: () => void): Promise<Answer> {
  const sent = line.then(() => persist<Answer>(parcel, onHeld));
  line = sent.catch(() => undefined);
  return sent;
}

async function persist<Answer>(parcel: Parcel, onHeld?: () => void): Promise<Answer> {
  try {
    for (let tried = 0; ; tried += 1) {
      const answer = await attempt<Answer>(parcel);
      if (answer !== "again") return answer.value;
      if (tried === 0) {
        hold(parcel.key, true);
        onHeld?.();
      }
      await pause(WAITS_MS[Math.min(tried, WAITS_MS.length - 1)] ?? 0);
    }
  } finally {
    hold(parcel.key, false);
    change(parcels.filter(({ key }) => key !== parcel.key));
  }
}

/** What the server says, or that it is worth another try. */
async function attempt<Answer>({ url, body, key }: Parcel): Promise<{ value: Answer } | "again"> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "touchstone-csrf": "1", "idempotency-key": key },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TRY_MS),
    });
    if (BUSY.includes(response.status)) return "again";
    const answer: unknown = await response.json();
    if (response.ok) return { value: answer as Answer };
    throw new ApiProblem(response.status, answer as object);
  } catch (error) {
    if (error instanceof ApiProblem) throw error;
    return "again";
  }
}

/** Waits, but no longer than until there is a network again. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
  });
}

function hold(key: string, isHeld: boolean): void {
  if (held.has(key) === isHeld) return;
  const next = new Set(held);
  if (isHeld) next.add(key);
  else next.delete(key);
  held = next;
  tell();
}

function change(next: readonly Parcel[]): void {
  parcels = next;
  if (next.length > 0) sessionStorage.setItem(KEPT, JSON.stringify(next));
  else sessionStorage.removeItem(KEPT);
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function read(): Parcel[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? (kept as Parcel[]) : [];
  } catch {
    return [];
  }
}
