// What the live page keeps of the stream: the latest rows, and what came in per interval. Pure: events in, state out.

import type { Schemas } from "../api/client.ts";
import { shareTone } from "../ui/tone.ts";

export type LiveEvent = Schemas["LiveEvent"];

/** Rows on the page. */
const ROWS_MAX = 100;
/** The length of an interval, and how many are drawn. */
export const INTERVAL_MS = 10_000;
export const INTERVALS = 30;
/** Answers of which latency is told. */
const LATENCIES_MAX = 1_000;

export interface Interval {
  /** Since 1970, in lengths of an interval. */
  number: number;
  answers: number;
  bad: number;
  actions: number;
}

export interface Feed {
  rows: { id: string; event: LiveEvent }[];
  intervals: Interval[];
  latencies: number[];
  missed: number;
}

export const EMPTY: Feed = { rows: [], intervals: [], latencies: [], missed: 0 };

/** The feed after an event. One that is already there changes nothing: a stream that resumes may repeat. */
export function came(feed: Feed, id: string, event: LiveEvent): Feed {
  if (feed.rows.some((row) => row.id === id)) return feed;
  const latencies =
    event.took_us === null ? feed.latencies : [...feed.latencies, event.took_us].slice(-LATENCIES_MAX);
  return {
    ...feed,
    latencies,
    rows: [{ id, event }, ...feed.rows].slice(0, ROWS_MAX),
    intervals: counted(feed.intervals, event),
  };
}

function counted(intervals: Interval[], event: LiveEvent): Interval[] {
  const number = Math.floor(Date.parse(event.at) / INTERVAL_MS);
  const same = intervals.find((interval) => interval.number === number);
  const one = same ?? { number, answers: 0, bad: 0, actions: 0 };
  const isAnswer = event.score !== null;
  const next = {
    ...one,
    answers: one.answers + (isAnswer ? 1 : 0),
    bad: one.bad + (event.score !== null && shareTone(event.score) === "bad" ? 1 : 0),
    actions: one.actions + event.effects.length,
  };
  const others = intervals.filter((interval) => interval !== same);
  return [...others, next].sort((a, b) => a.number - b.number).slice(-INTERVALS);
}

/** The last intervals before a moment, those in which nothing came included. */
export function recent(intervals: Interval[], now: number): Interval[] {
  const last = Math.floor(now / INTERVAL_MS);
  return Array.from({ length: INTERVALS }, (_, at) => {
    const number = last - INTERVALS + 1 + at;
    return (
      intervals.find((interval) => interval.number === number) ?? { number, answers: 0, bad: 0, actions: 0 }
    );
  });
}

/** The value below which a share of all lies, nearest rank; none of none. */
export function percentile(values: number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
