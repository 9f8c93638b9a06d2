// Options, rows and columns: each keeps its id whatever happens to its words, so that answers, conditions and
// translations stay with it.

import { freshWords, isFresh } from "./blank.ts";
import { freeId, resay } from "./draft.ts";
import { type Choice, MOST } from "./format.ts";

/** What ids begin with where the words are not Latin. */
export type Prefix = "option" | "row" | "column";

/** The id of the option that is answered in own words. */
const OTHER = "other";
const STEM_CHARS_MAX = 40;

/** An id after the words if they are Latin, else a number; never one that is taken. */
export function idFor(words: string, prefix: string, taken: readonly string[]): string {
  const stem = words
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, STEM_CHARS_MAX);
  const isTelling = /[a-z]/.test(stem) && !/[^\p{ASCII}\p{Mark}\p{Script=Latin}\p{Punctuation}]/u.test(words);
  if (!isTelling) return freeId(prefix, taken);
  return taken.includes(stem) || stem === OTHER ? freeId(stem, taken) : stem;
}

export function addOption(
  options: readonly Choice[],
  prefix: Prefix,
  language: string,
  at = options.length,
): Choice[] {
  const id = freeId(prefix, ids(options));
  const made: Choice = { id, label: freshWords(prefix, language, Number(id.split("_").at(-1))) };
  return [...options.slice(0, at), made, ...options.slice(at)];
}

/** Whether nobody has written it yet. */
const isUnwritten = ({ label }: Choice): boolean =>
  Object.values(label).every((words) => !words || isFresh(words));

/** The lines of a pasted list: without bullets, numbers and what stands there twice. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n|\t/).map((line) =>
    line
      .replace(/^\s*(?:[-*•·‣▪]|\(?\d{1,3}[.)、．]|[A-Za-z][.)、])\s*/u, "")
      .trim()
      .slice(0, MOST.label),
  );
  return [...new Set(lines)].filter((line) => line !== "");
}

/**
 * A pasted list becomes options. It begins at the option it was pasted into, if that has no words yet. A line that is
 * an option already is not added again.
 */
export function pasted(
  options: readonly Choice[],
  at: number,
  text: string,
  language: string,
  prefix: Prefix,
): Choice[] {
  const known = options.map(({ label }) => label[language]);
  const lines = linesOf(text).filter((line) => !known.includes(line));
  const target = options[at];
  const fills = target !== undefined && isUnwritten(target);
  const [first, ...rest] = lines;
  if (first === undefined) return [...options];
  const begun = fills
    ? options.map((option, nth) =>
        nth === at ? { ...option, label: resay(option.label, language, first) } : option,
      )
    : [...options];
  const place = at + 1;
  const taken = [...ids(options), OTHER];
  const added = (fills ? rest : lines).map((line): Choice => {
    const id = idFor(line, prefix, taken);
    taken.push(id);
    return { id, label: { [language]: line } };
  });
  // Empty options that a new question starts with give way to the list.
  const behind = begun.slice(place);
  const kept = behind.filter((option) => !isUnwritten(option));
  return [...begun.slice(0, place), ...added, ...kept].slice(0, MOST.choices);
}

/** Whether pasting this makes options rather than words. */
export const isList = (text: string): boolean => linesOf(text).length > 1;

const ids = (options: readonly Choice[]): string[] => options.map(({ id }) => id);
