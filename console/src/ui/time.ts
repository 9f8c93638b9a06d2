// Times as people say them, in the language on screen and the reader's own time zone.

import type { Language } from "../i18n/index.ts";

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** Making a formatter takes longer than using it a hundred times, and a list has a hundred times. */
function made<Formatter>(make: (language: Language) => Formatter): (language: Language) => Formatter {
  const kept = new Map<Language, Formatter>();
  return (language) => {
    const formatter = kept.get(language) ?? make(language);
    kept.set(language, formatter);
    return formatter;
  };
}

const relatively = made((language) => new Intl.RelativeTimeFormat(language, { numeric: "auto" }));
const exactly = made(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }),
);
const ofDay = made((language) => new Intl.DateTimeFormat(language, { timeStyle: "medium", hour12: false }));
const inFull = made((language) => new Intl.DateTimeFormat(language, { dateStyle: "full" }));

/** "5 minutes ago", "yesterday". Within a minute it is "now". */
export function relative(at: string, now: number, language: Language): string {
  const seconds = (Date.parse(at) - now) / 1000;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  const count = unit === "second" ? 0 : Math.trunc(seconds / size);
  return relatively(language).format(count, unit);
}

/** Date and time to the second. */
export function exact(at: string, language: Language): string {
  return exactly(language).format(new Date(at));
}

/** The time of day to the second. */
export function clock(at: string, language: Language): string {
  return ofDay(language).format(new Date(at));
}

/** The day, as heading of what happened on it. */
export function day(at: string, language: Language): string {
  return inFull(language).format(new Date(at));
}

/** Hours and minutes of a duration, such as `71:05`; nothing below zero. */
export function hours(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Orders times of the server, the later first; they may differ by microseconds, which `Date` does not know. */
export function laterFirst(one: string, other: string): number {
  return sortable(other).localeCompare(sortable(one));
}

function sortable(at: string): string {
  const [seconds = "", fraction = ""] = at.replace("Z", "").split(".");
  return `${seconds}.${fraction.padEnd(6, "0")}`;
}

/** A moment as `2026-03-31T21:30` in the reader's time zone. */
export function localOf(instant: string): string {
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The moment that is so called; nothing if there is none. */
export function instantOf(local: string): string | undefined {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace(".000Z", "Z");
}
