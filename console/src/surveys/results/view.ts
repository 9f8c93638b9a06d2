// What an address says of a survey's results: which responses count, and which two questions are set against each other.

import type { Schemas } from "../../api/client.ts";
import { count, type Days, daysOf, type PeriodSearch, periodOf } from "../../ui/days.ts";
import { choice, id, key, language, number, text } from "../../ui/search.ts";

export const FLAGGED = ["out", "only"] as const;

export interface View extends PeriodSearch {
  unit?: string;
  channel?: string;
  language?: string;
  version?: string;
  flagged?: (typeof FLAGGED)[number];
  row?: string;
  column?: string;
}

export function viewOf(search: Record<string, unknown>): View {
  return {
    ...periodOf(search),
    ...id(search, "unit", "unt"),
    ...text(search, "channel"),
    ...language(search, "language"),
    ...number(search, "version"),
    ...choice(search, "flagged", FLAGGED),
    ...key(search, "row"),
    ...key(search, "column"),
  };
}

/** Which responses count, as the server is asked. */
export interface Wanted extends Days {
  unit?: string;
  channel?: string;
  language?: string;
  version?: number;
  flagged?: (typeof FLAGGED)[number];
}

export function wantedOf(view: View, today: string): Wanted {
  const { unit, channel, language, version, flagged } = view;
  return {
    ...daysOf(view, today),
    ...(unit ? { unit } : {}),
    ...(channel ? { channel } : {}),
    ...(language ? { language } : {}),
    ...(version ? { version: Number(version) } : {}),
    ...(flagged ? { flagged } : {}),
  };
}

/** Whether something besides the period narrows the responses. */
export function isNarrowed({ unit, channel, language, version, flagged }: View): boolean {
  return [unit, channel, language, version, flagged].some((one) => one !== undefined);
}

/** Steps of a course of which there are neither too many to draw nor too few to see. */
export function stepOf(days: Days): "day" | "week" | "month" {
  const length = count(days);
  if (length <= 31) return "day";
  return length <= 190 ? "week" : "month";
}

const CROSSED = ["nps", "csat", "ces", "rating", "single_choice", "multiple_choice", "yes_no", "consent"];

/** Whether a question's answers fall into few enough kinds for a table. */
export function canCross({ kind }: Pick<Schemas["QuestionResults"], "kind">): boolean {
  return CROSSED.includes(kind);
}
