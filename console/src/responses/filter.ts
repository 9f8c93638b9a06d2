import { dayOf } from "../ui/days.ts";
import { choice, id, key, text, yesOrNo } from "../ui/search.ts";

export const BANDS = ["detractor", "passive", "promoter"] as const;

/** Those that count, or why they do not. */
export const APART = ["none", "quota_full", "test"] as const;

export interface ResponseFilter {
  /** Words that the customer wrote. */
  q?: string;
  band?: (typeof BANDS)[number];
  unit?: string;
  channel?: string;
  /** Only those about which something raises doubts, or only the others. */
  flagged?: boolean;
  /** Whether they count in figures; all but trials when nothing is said. */
  apart?: (typeof APART)[number];
  completed_from?: string;
  completed_to?: string;
  /** A touchpoint, and the journey that it is of. */
  journey?: string;
  touchpoint?: string;
}

/** What an address asks for. */
export function filterOf(search: Record<string, unknown>): ResponseFilter {
  const { journey, touchpoint } = { ...id(search, "journey", "jny"), ...key(search, "touchpoint") };
  return {
    ...text(search, "q"),
    ...choice(search, "band", BANDS),
    ...id(search, "unit", "unt"),
    ...text(search, "channel"),
    ...yesOrNo(search, "flagged"),
    ...choice(search, "apart", APART),
    ...dayOf(search, "completed_from"),
    ...dayOf(search, "completed_to"),
    ...(journey && touchpoint ? { journey, touchpoint } : {}),
  };
}

/** How many of the filters above the list are set: the unit is chosen in the bar above the page, a journey with its touchpoint. */
export function narrowings({ unit: _unit, journey: _journey, ...filter }: ResponseFilter): number {
  const { completed_from: from, completed_to: to, ...rest } = filter;
  return Object.keys(rest).length + (from || to ? 1 : 0);
}
