// What a new question, page or survey starts with.

import type { Choice, Kind, Kinds, Question, Survey, Text } from "./format.ts";

/** The words that something new begins with, so that it can be saved, seen and written over. */
const FRESH = {
  zh: {
    question: "新题目",
    option: "选项",
    row: "行",
    column: "列",
    consent: "我同意",
    message: "请检查您的回答",
  },
  en: {
    question: "New question",
    option: "Option",
    row: "Row",
    column: "Column",
    consent: "I agree",
    message: "Please check your answer",
  },
} as const;

type Fresh = keyof (typeof FRESH)["en"];

/** Words to begin with, in a survey's own language if the studio has them. */
export function freshWords(what: Fresh, language: string, nth?: number): Text {
  const words = FRESH[language.startsWith("zh") ? "zh" : "en"][what];
  return { [language]: nth === undefined ? words : `${words} ${nth}` };
}

/** Whether these are words that something new began with. */
export function isFresh(words: string | undefined): boolean {
  const stem = words?.replace(/ \d+$/, "");
  return Object.values(FRESH).some((all) => Object.values(all).some((one) => one === stem));
}

/** What a kind has that others have not, as a new question has it. */
function fresh(kind: Kind, language: string): Kinds[Kind] {
  const two = (what: "option" | "row" | "column"): Choice[] =>
    [1, 2].map((nth) => ({ id: `${what}_${nth}`, label: freshWords(what, language, nth) }));
  switch (kind) {
    case "rating":
      return { shape: "star", min: 1, max: 5 };
    case "single_choice":
    case "multiple_choice":
      return { options: two("option"), other: false };
    case "ranking":
      return { options: two("option") };
    case "matrix":
      return { rows: two("row"), cells: { kind: "single", columns: two("column") } };
    case "slider":
      return { min: 0, max: 100, step: 1 };
    case "text":
      return { chars_max: 2_000, multiline: true };
    case "number":
      return { decimals: 0 };
    case "contact":
      return { parts: ["name", "phone"] };
    case "consent":
      return { label: freshWords("consent", language) };
    case "file":
      return { images_only: true, files_max: 3, size_max_kb: 5_120 };
    default:
      return {};
  }
}

export function blank(kind: Kind, id: string, language: string): Question {
  const title = freshWords("question", language);
  // The compiler does not follow that `fresh` answers what belongs to the kind.
  return { id, kind, title, required: false, ...fresh(kind, language) } as Question;
}

/** The question as one of another kind: what both have stays. */
export function turned(question: Question, kind: Kind, language: string): Question {
  const { id, title, help, required, required_when, show_when, checks, touchpoint } = question;
  const kept = { help, required_when, show_when, checks, touchpoint };
  const begun = fresh(kind, language) as Record<string, unknown>;
  const common = Object.keys(begun).filter((name) => name in question && name !== "min" && name !== "max");
  const same = Object.fromEntries(common.map((name) => [name, question[name as keyof Question]]));
  const given = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
  return { id, kind, title, required, ...given, ...begun, ...same } as Question;
}

/** The words that a survey begins with, in the languages of the console. */
const FIRST_WORDS = {
  "zh-CN": { title: "您的意见", question: "您有多大可能把我们推荐给朋友？" },
  en: { title: "Your opinion", question: "How likely are you to recommend us to a friend?" },
} as const;

/** A survey to begin with: one question that says what it is about. */
export function blankSurvey(name: string, language: keyof typeof FIRST_WORDS): Survey {
  const { title, question } = FIRST_WORDS[language];
  return {
    version: 2,
    name,
    default_language: language,
    languages: [language],
    title: { [language]: title },
    paging: "one_page",
    pages: [
      {
        id: "page_1",
        questions: [{ id: "nps_1", kind: "nps", title: { [language]: question }, required: true }],
      },
    ],
  };
}
