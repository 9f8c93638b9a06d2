// Filling a survey in with survey-core as a respondent would: page by page, from the first question to the last.

import { type IQuestion, Model, type Question } from "survey-core";
import type { Case } from "./generate.ts";

export interface Filled {
  asked: string[];
  required: string[];
  wrong: string[];
  values: Record<string, unknown>;
  options: Record<string, string[]>;
  rows: Record<string, string[]>;
  titles: Record<string, string>;
  computed: Record<string, unknown>;
  ending: string;
}

interface Item {
  value: unknown;
  isEnabled: boolean;
}

export function fill({ survey: document, answers }: Case): Filled {
  const survey = new Model(structuredClone(document));
  // Where an answer is wrong is looked at below; here that must not hold anybody up.
  survey.validationEnabled = false;
  const filled: Filled = {
    asked: [],
    required: [],
    wrong: [],
    values: {},
    options: {},
    rows: {},
    titles: {},
    computed: {},
    ending: "",
  };
  for (let left = survey.pages.length; left > 0 && survey.state === "running"; left -= 1) {
    const page = survey.currentPage;
    answer(page.questions, answers);
    survey.validationEnabled = true;
    for (const question of page.questions) if (isAsked(question)) note(question, filled);
    survey.validationEnabled = false;
    // A trigger may have gone on already.
    if (survey.currentPage !== page) continue;
    if (survey.isLastPage) survey.doComplete();
    else survey.nextPage();
  }
  for (const { name } of survey.calculatedValues) filled.computed[name] = survey.getVariable(name) ?? null;
  filled.ending = survey.processedCompletedHtml;
  return filled;
}

/** Gives answers until no more questions come up on the page. */
function answer(questions: Question[], answers: Case["answers"]): void {
  const given = new Set<string>();
  for (let again = true; again; ) {
    again = false;
    for (const question of questions) {
      if (!isAsked(question) || given.has(question.name) || !(question.name in answers)) continue;
      const value = offered(question, answers[question.name]);
      if (value === undefined) continue;
      given.add(question.name);
      again = true;
      question.value = value;
      const own = answers[`${question.name}-Comment`];
      if (own !== undefined) question.comment = own as string;
    }
  }
}

/** The part of an answer that can be given. */
function offered(question: Question, value: unknown): unknown {
  const known = options(question);
  if (known !== undefined) {
    const isKnown = (one: unknown) => known.includes(key(one)) || one === "other";
    if (!Array.isArray(value)) return isKnown(value) ? value : undefined;
    const kept = value.filter(isKnown);
    return kept.length > 0 ? kept : undefined;
  }
  const rows = rowsOf(question);
  if (rows === undefined) return value;
  const kept = Object.entries(value as object).filter(([row]) => rows.includes(row));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** A question in a hidden panel counts as visible there, and one that is greyed out is not asked here. */
function isAsked(question: Question): boolean {
  const isShown = question.isVisible && question.isParentVisible && !question.isReadOnly;
  return isShown && options(question)?.length !== 0 && rowsOf(question)?.length !== 0;
}

function options(question: Question): string[] | undefined {
  if (question.getType() === "rating") {
    const { rateValues } = question as unknown as { rateValues: Item[] };
    return rateValues.length > 0 ? rateValues.map(({ value }) => key(value)) : undefined;
  }
  if (!("visibleChoices" in question)) return undefined;
  const { visibleChoices, maxSelectedChoices } = question as unknown as {
    visibleChoices: Item[];
    maxSelectedChoices?: number;
  };
  // Once there are enough, the others are greyed out; that is said of the answer here.
  const enabled = visibleChoices.filter(({ isEnabled }) => isEnabled !== false || maxSelectedChoices);
  return enabled.map(({ value }) => key(value)).filter((value) => value !== "other");
}

function rowsOf(question: Question): string[] | undefined {
  if (question.getType() !== "matrix") return undefined;
  return (question as unknown as { visibleRows: IQuestion[] }).visibleRows.map(({ name }) => name);
}

/** Names have no blanks here. */
function key(value: unknown): string {
  return String(value).replaceAll(" ", "_");
}

function note(question: Question, filled: Filled): void {
  const { name } = question;
  const parts = partsOf(question);
  if (parts !== undefined) {
    for (const [part, value] of Object.entries(parts)) {
      filled.asked.push(`${name}_${part}`);
      if (value !== undefined) filled.values[`${name}_${part}`] = value;
    }
    return;
  }
  filled.asked.push(name);
  filled.titles[name] = question.processedTitle;
  if (!question.isEmpty()) filled.values[name] = question.value;
  const [known, rows] = [options(question), rowsOf(question)];
  if (known !== undefined) filled.options[name] = known;
  if (rows !== undefined) filled.rows[name] = rows;
  if (question.isRequired) filled.required.push(name);
  // What is said of a missing answer that is not needed is not compared.
  if ((question.isRequired || !question.isEmpty()) && !question.validate(false)) filled.wrong.push(name);
}

/** The parts of a question that is one for each column or field here. */
function partsOf(question: Question): Record<string, unknown> | undefined {
  const value = question.value ?? {};
  switch (question.getType()) {
    case "multipletext":
      return { first: value.first, age: value.age };
    case "matrixdropdown": {
      const column = (name: string) => {
        const cells = Object.entries(value as Record<string, Record<string, unknown>>);
        const given = cells
          .filter(([, cell]) => cell[name] !== undefined)
          .map(([row, cell]) => [row, cell[name]]);
        return given.length > 0 ? Object.fromEntries(given) : undefined;
      };
      return { how: column("how"), often: column("often") };
    }
    default:
      return undefined;
  }
}
