// Lengths of time as the server writes them (ISO 8601, `P7D`, `PT72H`), said in words.

import type { Language } from "../i18n/index.ts";

const PARTS = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const UNITS = ["week", "day", "hour", "minute", "second"] as const;

/** "7 days", "2 hours 30 minutes"; what cannot be read is said as it is. */
export function length(iso: string, language: Language): string {
  const [, ...counts] = PARTS.exec(iso) ?? [];
  const said = UNITS.flatMap((unit, at) => {
    const count = counts[at];
    return count === undefined ? [] : [say(Number(count), unit, language)];
  });
  return said.length === 0 ? iso : said.join(" ");
}

function say(count: number, unit: (typeof UNITS)[number], language: Language): string {
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
