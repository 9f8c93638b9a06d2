// Days as the server writes them, `2026-03-02`, and periods of them as they stand in an address. A day begins where the
// brand is, not where its reader is.

import type { Language } from "../i18n/index.ts";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;
/** The server answers for no more days at once. */
const DAYS_MAX = 732;

/** Periods that end today, by how many days they have; the first is meant when an address says nothing. */
export const PERIODS = { "30d": 30, "7d": 7, "90d": 90, "365d": 365 } as const;
export type PeriodName = keyof typeof PERIODS;

/** A period as an address has it: one that ends today, or two days. */
export interface PeriodSearch {
  period?: PeriodName;
  from?: string;
  to?: string;
}

export interface Days {
  from: string;
  to: string;
}

/** What an address says of a period. */
export function periodOf(search: Record<string, unknown>): PeriodSearch {
  const name = Object.keys(PERIODS).find((name) => name === search.period);
  return {
    ...(name && name !== "30d" ? { period: name as PeriodName } : {}),
    ...dayOf(search, "from"),
    ...dayOf(search, "to"),
  };
}

/** `{ name: "2026-03-02" }` if the address has a day for it. */
export function dayOf<Name extends string>(
  search: Record<string, unknown>,
  name: Name,
): { [key in Name]?: string } {
  const value = search[name];
  const isDay = typeof value === "string" && DAY.test(value) && addDays(value, 0) === value;
  return isDay ? ({ [name]: value } as { [key in Name]?: string }) : {};
}

/** The days that are meant: never the wrong way round, never more than the server takes. */
export function daysOf({ period = "30d", from, to }: PeriodSearch, today: string): Days {
  const last = to ?? today;
  const first = from ?? addDays(last, 1 - PERIODS[period]);
  const [begin, end] = first <= last ? [first, last] : [last, first];
  return { from: count({ from: begin, to: end }) > DAYS_MAX ? addDays(end, 1 - DAYS_MAX) : begin, to: end };
}

/** The equally long period before. */
export function before(days: Days): Days {
  return { from: addDays(days.from, -count(days)), to: addDays(days.from, -1) };
}

/** How many days there are. */
export function count({ from, to }: Days): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** The day it is in a time zone. */
export function today(timeZone: string, now: number): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return parts.format(now);
}

function addDays(day: string, days: number): string {
  const at = new Date(Date.parse(day) + days * DAY_MS);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(0, 10);
}

/** "Mar 2 – 8, 2026" */
export function sayDays({ from, to }: Days, language: Language): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  return format.formatRange(new Date(from), new Date(to));
}

/** "Mar 2", for axes. */
export function sayDay(day: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { month: "short", day: "numeric", timeZone: "UTC" }).format(
    new Date(day),
  );
}
