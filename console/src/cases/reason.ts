// What a playbook writes about a bad answer, such as "NPS 3: 汤是凉的", taken apart for the eye.

import { npsTone, type Tone } from "../ui/tone.ts";

export interface Reason {
  /** The score as it is shown, and how bad it is. */
  score?: { label: string; tone: Tone };
  /** In the customer's words. */
  words: string;
}

export function reasonOf(text: string): Reason {
  const [, metric, value, words] = /^(NPS|CSAT|CES) (\d+)(?:[^:：]*)(?:[:：]\s*(.*))?$/s.exec(text) ?? [];
  if (metric === undefined) return { words: text };
  const tone = metric === "NPS" ? npsTone(Number(value)) : "bad";
  return { score: { label: `${metric} ${value}`, tone }, words: words ?? "" };
}
