// What a source sent, accepted or not, as rows of one list. Pure: what came in, rows out.

import type { Schemas } from "../api/client.ts";
import { laterFirst } from "../ui/time.ts";

export type Item = Schemas["SourceItem"];
export const OUTCOMES = ["accepted", "flawed", "rejected"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Rows that are kept. */
const ROWS_MAX = 200;

/** What tells an item from the others: the same one comes from the list and from the stream. */
export function keyOf({ at, accepted, rejected }: Item): string {
  return accepted ? `a ${accepted.message_id}` : `r ${at} ${rejected?.index}`;
}

/** Accepted, accepted with something wrong in it, or not at all. */
export function outcomeOf({ accepted, problems }: Item): Outcome {
  if (!accepted) return "rejected";
  return problems.length > 0 ? "flawed" : "accepted";
}

/** The rows with some more, the latest first, each once. */
export function joined(rows: readonly Item[], more: readonly Item[]): Item[] {
  const all = new Map([...rows, ...more].map((item) => [keyOf(item), item]));
  return [...all.values()].sort((one, other) => laterFirst(one.at, other.at)).slice(0, ROWS_MAX);
}

/** Whether a row is looked for: by how it ended, and by any word in it. */
export function fits(item: Item, outcome: Outcome | undefined, words: string): boolean {
  if (outcome && outcomeOf(item) !== outcome) return false;
  const wanted = words.trim().toLowerCase();
  return wanted === "" || JSON.stringify(item).toLowerCase().includes(wanted);
}
