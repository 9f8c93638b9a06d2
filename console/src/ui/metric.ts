// Scores on their scales: how they are written, when they are good, and where they stand between worst and best.

import type { Schemas } from "../api/client.ts";
import type { Tone } from "./tone.ts";

export type Metric = Schemas["Metric"];
export type Estimate = Schemas["Figure"];

interface Scale {
  min: number;
  max: number;
  /** Decimals that are shown. */
  digits: number;
  /** Bad when the whole interval is below the first, good when it is above the second. */
  cuts: readonly [number, number];
}

/** NPS has its zero; CSAT is good where three of four are satisfied; CES where customers agree that it was easy. */
const SCALES: Record<Metric, Scale> = {
  nps: { min: -100, max: 100, digits: 0, cuts: [0, 0] },
  csat: { min: 0, max: 100, digits: 0, cuts: [50, 75] },
  ces: { min: 1, max: 7, digits: 1, cuts: [4, 5] },
};

/** Below this many, an interval says more than the number. */
export const N_SMALL = 30;

export const scaleOf = (metric: Metric): Scale => SCALES[metric];

/** Good or bad only when the whole interval is. */
export function metricTone(metric: Metric, { low, high }: Pick<Estimate, "low" | "high">): Tone {
  const [bad, good] = SCALES[metric].cuts;
  if (low !== null && low > good) return "good";
  return high !== null && high < bad ? "bad" : "mid";
}

/** From −100, the worst that the scale allows, to 100, the best. */
export function feeling(metric: Metric, score: number): number {
  const { min, max } = SCALES[metric];
  return (200 * (score - min)) / (max - min) - 100;
}

/** "41", "78 %", "5.4". */
export function sayScore(metric: Metric, score: number, language: string): string {
  const { digits } = SCALES[metric];
  const number = new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // Not "−0".
  const said = number.format(Number(score.toFixed(digits)) + 0);
  return metric === "csat" ? `${said}%` : said;
}

/** "[38, 44]", or nothing where one answer tells nothing of the spread. */
export function sayInterval(
  metric: Metric,
  { low, high }: { low: number | null; high: number | null },
  language: string,
): string {
  if (low === null || high === null) return "";
  return `[${sayScore(metric, low, language)}, ${sayScore(metric, high, language)}]`;
}

/** "+3", "−0.4": points of the scale, with their sign. */
export function sayDifference(metric: Metric, difference: number, language: string): string {
  const { digits } = SCALES[metric];
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "exceptZero",
  }).format(difference);
}
