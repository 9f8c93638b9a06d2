// What the server found wrong, by the path of its field.

import type { Survey } from "./format.ts";

export interface Fault {
  field: string;
  message: string;
  position?: { line: number; column: number } | null;
}

/** What is wrong with a field itself, or with its words in a language: `title` and `title.en`. */
export function at(faults: readonly Fault[], path: string, language?: string): Fault[] {
  return faults.filter(({ field }) => field === path || (language && field === `${path}.${language}`));
}

/** What is wrong with a field or anything in it. */
export function under(faults: readonly Fault[], path: string): Fault[] {
  return faults.filter(
    ({ field }) => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`),
  );
}

/** What is wrong with a page itself, but not with its questions. */
export function ofPage(faults: readonly Fault[], path: string): Fault[] {
  return under(faults, path).filter(({ field }) => !field.startsWith(`${path}.questions[`));
}

export type Place = { view: "questions"; id: string } | { view: "logic" | "settings" | "languages" };

const LOGIC = /^(rules|endings|quotas|hidden|computed)\b/;

/** Where in the studio a fault can be mended. */
export function placeOf(survey: Survey, { field }: Fault): Place {
  const [, nth, at] = field.match(/^pages\[(\d+)\](?:\.questions\[(\d+)\])?/) ?? [];
  const page = nth === undefined ? undefined : survey.pages[Number(nth)];
  if (page) {
    const question = at === undefined ? undefined : page.questions[Number(at)];
    return { view: "questions", id: question?.id ?? page.id };
  }
  if (LOGIC.test(field)) return { view: "logic" };
  return { view: field.startsWith("languages") || field === "default_language" ? "languages" : "settings" };
}
