// What an address says of a journey's figures: where, when, over which channel, and against what.

import { before, count, type Days, dayOf, daysOf, type PeriodSearch, periodOf } from "../ui/days.ts";
import { choice, id, text } from "../ui/search.ts";

export const AGAINST = ["period", "unit", "channel"] as const;
export type Against = (typeof AGAINST)[number];

export interface View extends PeriodSearch {
  unit?: string;
  channel?: string;
  against?: Against;
  other_unit?: string;
  other_channel?: string;
  other_from?: string;
  other_to?: string;
}

export function viewOf(search: Record<string, unknown>): View {
  return {
    ...periodOf(search),
    ...id(search, "unit", "unt"),
    ...text(search, "channel"),
    ...choice(search, "against", AGAINST),
    ...id(search, "other_unit", "unt"),
    ...text(search, "other_channel"),
    ...dayOf(search, "other_from"),
    ...dayOf(search, "other_to"),
  };
}

/** What figures are asked for. */
export interface Scope extends Days {
  unit?: string;
  channel?: string;
}

export function scopeOf(view: View, today: string): Scope {
  const { unit, channel } = view;
  return { ...daysOf(view, today), ...(unit ? { unit } : {}), ...(channel ? { channel } : {}) };
}

/** In what the other side differs; nothing as long as it was not said. */
export interface Other {
  other_unit?: string;
  other_channel?: string;
  other_from?: string;
  other_to?: string;
}

export function otherOf(view: View, scope: Scope): Other | undefined {
  switch (view.against) {
    case "unit":
      return view.other_unit ? { other_unit: view.other_unit } : undefined;
    case "channel":
      return view.other_channel ? { other_channel: view.other_channel } : undefined;
    case "period": {
      const days = otherDays(view, scope);
      return { other_from: days.from, other_to: days.to };
    }
    case undefined:
      return undefined;
  }
}

/** The days of the other side: the equally long period before, unless others were chosen. */
export function otherDays({ other_from, other_to }: View, scope: Days): Days {
  const usual = before(scope);
  return daysOf({ from: other_from ?? usual.from, to: other_to ?? usual.to }, usual.to);
}

/** Steps of a course of which there are neither too many to draw nor too few to see. */
export function stepOf(days: Days): "day" | "week" | "month" {
  const length = count(days);
  if (length <= 31) return "day";
  return length <= 190 ? "week" : "month";
}
