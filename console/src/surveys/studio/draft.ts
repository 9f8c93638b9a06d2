// Changing a survey before it is saved: pure steps, so that each can be tested, undone and repeated. Pages and
// questions are named by their ids, which stay what they are when something else moves.

import { blank } from "./blank.ts";
import {
  type Kind,
  MOST,
  type Page,
  type Question,
  questionsOf,
  type Rule,
  type Survey,
  type Text,
  type Then,
} from "./format.ts";

/** A text in one language; without words the language is not there. */
export function resay(text: Text | undefined, language: string, words: string): Text {
  const others = Object.entries(text ?? {}).filter(([tag]) => tag !== language);
  return Object.fromEntries(words === "" ? others : [...others, [language, words]]);
}

/** An id that none of these has: `page_1`, `page_2`, … */
export function freeId(prefix: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const id = `${prefix}_${number}`;
    if (!taken.includes(id)) return id;
  }
}

/** Puts what was changed into a copy; what became nothing is left out, as the server writes it. */
function patched<Thing extends object>(thing: Thing, change: Partial<Thing>): Thing {
  const entries = Object.entries({ ...thing, ...change }).filter(([, value]) => !isNothing(value));
  return Object.fromEntries(entries) as Thing;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

// Lists ------------------------------------------------------------------------------------------

/** A list with the one at a place moved to another; places are counted without it. */
export function moved<Item>(list: readonly Item[], from: number, to: number): Item[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  const others = list.filter((_, at) => at !== from);
  return [...others.slice(0, to), item, ...others.slice(to)];
}

export const without = <Item>(list: readonly Item[], at: number): Item[] =>
  list.filter((_, nth) => nth !== at);

export const replaced = <Item>(list: readonly Item[], at: number, item: Item): Item[] =>
  list.map((old, nth) => (nth === at ? item : old));

function inserted<Item>(list: readonly Item[], at: number, ...items: Item[]): Item[] {
  return [...list.slice(0, at), ...items, ...list.slice(at)];
}

// Pages ------------------------------------------------------------------------------------------

const pageIds = (survey: Survey): string[] => survey.pages.map(({ id }) => id);

export function addPage(
  survey: Survey,
  after: string | undefined,
  page?: Page,
): { survey: Survey; id: string } {
  const made = page ?? { id: freeId("page", pageIds(survey)), questions: [] };
  const at = survey.pages.findIndex(({ id }) => id === after);
  const pages = inserted(survey.pages, at < 0 ? survey.pages.length : at + 1, made);
  return { survey: { ...survey, pages }, id: made.id };
}

function changePage(survey: Survey, id: string, change: Partial<Page>): Survey {
  const pages = survey.pages.map((page) => (page.id === id ? patched(page, change) : page));
  return { ...survey, pages };
}

export function removePage(survey: Survey, id: string): Survey {
  return { ...survey, pages: survey.pages.filter((page) => page.id !== id) };
}

export function placePage(survey: Survey, id: string, at: number): Survey {
  const from = survey.pages.findIndex((page) => page.id === id);
  return from < 0 ? survey : { ...survey, pages: moved(survey.pages, from, at) };
}

// Questions --------------------------------------------------------------------------------------

const questionIds = (survey: Survey): string[] => questionsOf(survey).map(({ id }) => id);

export const isFull = (survey: Survey): boolean => questionsOf(survey).length >= MOST.questions;

export function pageOf(survey: Survey, question: string): Page | undefined {
  return survey.pages.find(({ questions }) => questions.some(({ id }) => id === question));
}

/** Adds a question of a kind to a page, behind another or at the end. */
export function addQuestion(
  survey: Survey,
  kind: Kind,
  page: string,
  after?: string,
): { survey: Survey; id: string } {
  const id = freeId(kind, questionIds(survey));
  return { survey: insertQuestion(survey, blank(kind, id, survey.default_language), page, after), id };
}

function insertQuestion(survey: Survey, question: Question, page: string, after?: string): Survey {
  const questions = survey.pages.find(({ id }) => id === page)?.questions ?? [];
  const at = questions.findIndex(({ id }) => id === after);
  return changePage(survey, page, {
    questions: inserted(questions, at < 0 ? questions.length : at + 1, question),
  });
}

/** Changes some of what a question has; what is left undefined goes. */
export function changeQuestion(survey: Survey, id: string, change: object): Survey {
  const pages = survey.pages.map((page) => ({
    ...page,
    questions: page.questions.map((question) => (question.id === id ? patched(question, change) : question)),
  }));
  return { ...survey, pages };
}

export function removeQuestion(survey: Survey, id: string): Survey {
  const pages = survey.pages.map((page) => ({
    ...page,
    questions: page.questions.filter((question) => question.id !== id),
  }));
  return { ...survey, pages };
}

/** A copy behind the question, with an id of its own; its options keep theirs. */
export function duplicateQuestion(survey: Survey, id: string): { survey: Survey; id: string } {
  const page = pageOf(survey, id);
  const question = page?.questions.find((one) => one.id === id);
  if (!page || !question || isFull(survey)) return { survey, id };
  const stem = id.replace(/_\d+$/, "").slice(0, MOST.key - 4);
  const copy = { ...structuredClone(question), id: freeId(stem, questionIds(survey)) };
  return { survey: insertQuestion(survey, copy, page.id, id), id: copy.id };
}

/** Puts a question into a page at a place; places are counted without it. */
export function placeQuestion(survey: Survey, id: string, page: string, at: number): Survey {
  const question = questionsOf(survey).find((one) => one.id === id);
  if (!question || !survey.pages.some((one) => one.id === page)) return survey;
  const rest = removeQuestion(survey, id);
  const others = rest.pages.find((one) => one.id === page)?.questions ?? [];
  return changePage(rest, page, { questions: inserted(others, at, question) });
}

export type Step = "up" | "down";

/** One place up or down; beyond the end of its page it goes into the next one. */
export function moveQuestion(survey: Survey, id: string, step: Step): Survey {
  const nth = survey.pages.findIndex(({ questions }) => questions.some((one) => one.id === id));
  const page = survey.pages[nth];
  if (!page) return survey;
  const at = page.questions.findIndex((one) => one.id === id);
  const to = step === "up" ? at - 1 : at + 1;
  if (to >= 0 && to < page.questions.length) return placeQuestion(survey, id, page.id, to);
  const next = survey.pages[step === "up" ? nth - 1 : nth + 1];
  return next ? placeQuestion(survey, id, next.id, step === "up" ? next.questions.length : 0) : survey;
}

export function movePage(survey: Survey, id: string, step: Step): Survey {
  const at = survey.pages.findIndex((page) => page.id === id);
  return at < 0 ? survey : placePage(survey, id, step === "up" ? at - 1 : at + 1);
}

/** Where the server speaks of when it names a page or question. */
export function pathOf(survey: Survey, id: string): string | undefined {
  for (const [nth, page] of survey.pages.entries()) {
    if (page.id === id) return `pages[${nth}]`;
    const at = page.questions.findIndex((question) => question.id === id);
    if (at >= 0) return `pages[${nth}].questions[${at}]`;
  }
  return undefined;
}

// Names ------------------------------------------------------------------------------------------

/**
 * Another id for a question. Whatever names it follows: conditions, recalled answers, rules. Answers that came
 * under the old id stay under it.
 */
export function renameQuestion(survey: Survey, from: string, to: string): Survey {
  const named = new RegExp(`\\b(answers|scores)\\.${from}\\b`, "g");
  const follow = (value: unknown): unknown => {
    if (typeof value === "string") return value.replace(named, `$1.${to}`);
    if (Array.isArray(value)) return value.map(follow);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, follow(inner)]));
  };
  const followed = follow(changeQuestion(survey, from, { id: to })) as Survey;
  return changeRules(followed, (rule) => {
    const { then } = rule;
    return then.do === "set" && then.field === from ? withThen(rule, { ...then, field: to }) : rule;
  });
}

/** Another id for a page; rules follow. */
export function renamePage(survey: Survey, from: string, to: string): Survey {
  return changeRules(changePage(survey, from, { id: to }), (rule) => {
    const { then } = rule;
    const moved = rule.after === from ? { ...rule, after: to } : rule;
    return then.do === "skip_to" && then.page === from ? withThen(moved, { ...then, page: to }) : moved;
  });
}

function changeRules(survey: Survey, change: (rule: Rule) => Rule): Survey {
  return survey.rules ? { ...survey, rules: survey.rules.map(change) } : survey;
}

const withThen = (rule: Rule, then: Then): Rule => ({ ...rule, then });

/** Where a question is named by logic or recalled, so that one who removes it knows. */
export function namesOf(survey: Survey, id: string): number {
  const others = JSON.stringify(removeQuestion(survey, id));
  const named = others.match(new RegExp(`\\b(answers|scores)\\.${id}\\b`, "g"))?.length ?? 0;
  const set = survey.rules?.filter(({ then }) => then.do === "set" && then.field === id).length ?? 0;
  return named + set;
}
