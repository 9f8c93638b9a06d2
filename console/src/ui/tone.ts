// What counts as good and bad, once for all pages.

export type Tone = "good" | "mid" | "bad";

/** Of a recommendation from 0 to 10: promoters, passives, detractors. */
export function npsTone(answer: number): Tone {
  if (answer >= 9) return "good";
  return answer >= 7 ? "mid" : "bad";
}

/** Of a response's overall score from 0, worst, to 1, best. */
export function shareTone(score: number): Tone {
  if (score >= 0.75) return "good";
  return score >= 0.5 ? "mid" : "bad";
}

/** Of a net score from −100 to 100: good or bad only when its whole interval is. */
export function netTone([low, high]: readonly [number, number]): Tone {
  if (low > 0) return "good";
  return high < 0 ? "bad" : "mid";
}
