// A survey as the server keeps it. The API document leaves its pages open, so they are read here.

import type { Schemas } from "../api/client.ts";

/** A text in the survey's languages. */
export type Localized = Partial<Record<string, string>>;

export interface SurveyDocument {
  name: string;
  default_language: string;
  languages: string[];
  title: Localized;
  intro?: Localized;
  thank_you?: Localized;
  notice?: Localized;
  pages: { id: string; title?: Localized; questions: Question[] }[];
}

export type Question = { id: string; title: Localized; help?: Localized; required: boolean } & (
  | { kind: "nps" | "csat" | "ces" | "item_rating"; low?: Localized; high?: Localized }
  | { kind: "single_choice" | "multiple_choice"; options: Option[]; other: boolean }
  | { kind: "text"; multiline: boolean }
);

export interface Option {
  id: string;
  label: Localized;
}

export const documentOf = (survey: Schemas["Survey"]): SurveyDocument =>
  survey.draft as unknown as SurveyDocument;

/** A text in a language, else in the survey's own. */
export function inLanguage(text: Localized | undefined, language: string, survey: SurveyDocument): string {
  return text?.[language] ?? text?.[survey.default_language] ?? "";
}

export function questionsOf(survey: SurveyDocument): Question[] {
  return survey.pages.flatMap(({ questions }) => questions);
}
