import { choice, text } from "../ui/search.ts";

export const BANDS = ["detractor", "passive", "promoter"] as const;

export interface ResponseFilter {
  /** Words that the customer wrote. */
  q?: string;
  band?: (typeof BANDS)[number];
  unit?: string;
}

/** What an address asks for. */
export function filterOf(search: Record<string, unknown>): ResponseFilter {
  return { ...text(search, "q"), ...choice(search, "band", BANDS), ...text(search, "unit") };
}
