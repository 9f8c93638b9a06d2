// All texts of a survey, for translating them side by side.

import { MOST, type Survey, type Text } from "./format.ts";
import { type Path, put } from "./path.ts";

export interface Entry {
  path: Path;
  text: Text;
  /** Whether it is prose of several lines. */
  isLong: boolean;
  chars: number;
}

/** The names under which the format has texts. */
const NAMES = new Set([
  "title",
  "intro",
  "thank_you",
  "notice",
  "help",
  "low",
  "high",
  "label",
  "measure",
  "yes",
  "no",
  "message",
  "text",
  "link_label",
]);
const LONG = new Set(["intro", "thank_you", "notice", "text"]);
/** In the order in which respondents meet them; what is not named here comes last. */
const ORDER = ["title", "intro", "pages", "endings", "thank_you", "notice"];

/** Every text that has words in any language, in the order of the survey. */
export function textsOf(survey: Survey): Entry[] {
  return [...walk(survey, [])].filter(({ text }) => Object.values(text).some(Boolean));
}

function* walk(value: unknown, path: Path): Generator<Entry> {
  if (typeof value !== "object" || value === null) return;
  const name = path.at(-1);
  if (typeof name === "string" && NAMES.has(name) && !Array.isArray(value)) {
    const isLong = LONG.has(name);
    yield { path, text: value as Text, isLong, chars: isLong ? MOST.prose : MOST.label };
    return;
  }
  const keys = Array.isArray(value) ? value.keys() : sorted(Object.keys(value));
  for (const key of keys) yield* walk((value as Record<string | number, unknown>)[key], [...path, key]);
}

function sorted(keys: string[]): string[] {
  const place = (key: string): number => {
    const at = ORDER.indexOf(key);
    return at < 0 ? ORDER.length : at;
  };
  return keys.toSorted((one, other) => place(one) - place(other));
}

export const isMissing = ({ text }: Entry, language: string): boolean => !text[language]?.trim();

export function missing(survey: Survey, language: string): number {
  return textsOf(survey).filter((entry) => isMissing(entry, language)).length;
}

export function addLanguage(survey: Survey, language: string): Survey {
  if (survey.languages.includes(language)) return survey;
  return { ...survey, languages: [...survey.languages, language] };
}

/** Takes a language away with all its words; never the default one. */
export function removeLanguage(survey: Survey, language: string): Survey {
  if (language === survey.default_language) return survey;
  const cleared = textsOf(survey).reduce((one, { path, text }) => {
    const { [language]: _, ...rest } = text;
    return put(one, path, rest);
  }, survey);
  return { ...cleared, languages: survey.languages.filter((tag) => tag !== language) };
}

/** A language as its tag has to be written: `zh-cn` becomes `zh-CN`; none when it is no tag. */
export function tagOf(typed: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(typed.trim())[0];
  } catch {
    return undefined;
  }
}

const RIGHT_TO_LEFT = new Set(["ar", "dv", "fa", "he", "ps", "sd", "ug", "ur"]);

export const directionOf = (language: string): "rtl" | "ltr" =>
  RIGHT_TO_LEFT.has(language.split("-")[0] ?? "") ? "rtl" : "ltr";
