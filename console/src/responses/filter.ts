import { dayOf } from "../ui/days.ts";
import { choice, text } from "../ui/search.ts";

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
  return {
    ...text(search, "q"),
    ...choice(search, "band", BANDS),
    ...text(search, "unit"),
    ...text(search, "channel"),
    ...(typeof search.flagged === "boolean" ? { flagged: search.flagged } : {}),
    ...choice(search, "apart", APART),
    ...dayOf(search, "completed_from"),
    ...dayOf(search, "completed_to"),
    ...(search.journey && search.touchpoint
      ? { ...text(search, "journey"), ...text(search, "touchpoint") }
      : {}),
  };
}
