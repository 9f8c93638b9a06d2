// How results are written: shares with their interval, seconds as people say them, texts in the reader's language.

import type { Schemas } from "../../api/client.ts";

type Texts = Record<string, string>;

/** A text in the reader's language, else in any. */
export function sayText(texts: Texts, language: string): string {
  const [primary = ""] = language.split("-");
  const near = Object.entries(texts).find(([key]) => key.startsWith(primary));
  return texts[language] ?? near?.[1] ?? Object.values(texts)[0] ?? "";
}

export function sayPercent(value: number, language: string): string {
  const digits = value > 0 && value < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)}%`;
}

export function sayShare({ low, high }: Schemas["Share"], language: string): string {
  return `[${sayPercent(low, language)}, ${sayPercent(high, language)}]`;
}

export function sayNumber(value: number, language: string): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** "48 s", "3 min 5 s". */
export function saySeconds(seconds: number, language: string): string {
  const unit = (value: number, unit: string): string =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
  const whole = Math.round(seconds);
  if (whole < 60) return unit(whole, "second");
  const rest = whole % 60;
  return [unit(Math.floor(whole / 60), "minute"), ...(rest > 0 ? [unit(rest, "second")] : [])].join(" ");
}

/** What a p-value is called: never "0". */
export function sayP(p: number, language: string): string {
  if (p < 0.001) return `p < ${new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(0.001)}`;
  return `p = ${new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(p)}`;
}
