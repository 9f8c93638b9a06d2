// A draft that the server did not take yet, kept in this tab: a closed page or a lost network loses nothing.

import type { Survey } from "./format.ts";

export interface Kept {
  survey: Survey;
  /** Which state of the server's draft it was made from. */
  madeFrom: string;
}

const nameOf = (id: string): string => `touchstone.draft.survey.${id}`;

export function keep(id: string, kept: Kept): void {
  try {
    sessionStorage.setItem(nameOf(id), JSON.stringify(kept));
  } catch {
    // The tab's store is full: the draft is still on screen, and saving it goes on.
  }
}

export function forget(id: string): void {
  sessionStorage.removeItem(nameOf(id));
}

export function kept(id: string): Kept | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(id)) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}
