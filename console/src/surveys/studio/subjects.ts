// What a condition can be about, and how each is compared.

import type { Comparison, Operator, Value } from "./condition.ts";
import { type Choice, optionsOf, type Question, questionsOf, rangeOf, type Survey, said } from "./format.ts";
import type { KnownField } from "./known.ts";
import type { Path } from "./path.ts";

type SubjectType =
  | "number"
  | "text"
  | "option"
  | "options"
  | "truth"
  | "day"
  /** A point in time: known or not; how long ago is for CEL. */
  | "moment"
  /** Words of which each is there or not. */
  | "words"
  | "unit"
  /** A unit and all above it. */
  | "units";

const KNOWN = ["customer", "order", "unit"] as const;

export type SubjectGroup = "answers" | "hidden" | "computed" | "scores" | (typeof KNOWN)[number] | "more";

export interface Subject {
  path: string;
  /** As the author knows it; for what is no question of theirs a word of the page. */
  label: string;
  group: SubjectGroup;
  type: SubjectType;
  choices?: { value: string; label: string }[];
}

/** How fields of the platform's types are compared; what is of another type is for CEL. */
const TYPES: Partial<Record<string, SubjectType>> = {
  number: "number",
  text: "text",
  bool: "truth",
  timestamp: "moment",
};
/** Fields that are compared otherwise than their type says. */
const SPECIAL: Partial<Record<string, SubjectType>> = {
  "customer.tags": "words",
  "customer.products_90d": "words",
  "customer.categories_90d": "words",
  "customer.home_unit": "unit",
  "unit.id": "unit",
  "unit.path": "units",
};

/** A field of the platform; nothing where a comparison cannot say anything of it. */
function subjectOf({ path, kind }: KnownField): Subject[] {
  const type = SPECIAL[path] ?? TYPES[kind];
  // The present is known to everyone.
  if (!type || path === "now") return [];
  const group = KNOWN.find((root) => path.startsWith(`${root}.`)) ?? "more";
  return [{ path, label: "", group, type }];
}

export function subjectsOf(survey: Survey, language: string, known: readonly KnownField[]): Subject[] {
  const ask = (question: Question): Subject[] => subjectsOfQuestion(question, survey, language);
  const named = (group: "hidden" | "computed", type: SubjectType) => (one: { id: string }) => ({
    path: `${group}.${one.id}`,
    label: one.id,
    group,
    type,
  });
  const scored = questionsOf(survey).filter((question) =>
    optionsOf(question).some(({ score }) => score !== undefined),
  );
  return [
    ...questionsOf(survey).flatMap(ask),
    ...(survey.hidden ?? []).map(named("hidden", "text")),
    ...(survey.computed ?? []).map(named("computed", "number")),
    ...scored.map((question) => score(`scores.${question.id}`, said(question.title, language, survey))),
    ...(scored.length > 0 ? [score("scores.total", "")] : []),
    ...known.flatMap(subjectOf),
  ];
}

/** What a condition at a place can be about: what was asked before it, or stands on the same page, but not itself. */
export function subjectsAt(
  survey: Survey,
  language: string,
  at: Path,
  known: readonly KnownField[],
): Subject[] {
  const [list, page, , question, field] = at;
  const subjects = subjectsOf(survey, language, known);
  if (list !== "pages" || typeof page !== "number") return subjects;
  const isBefore = (pageAt: number, questionAt: number): boolean => {
    if (pageAt !== page) return pageAt < page || survey.random_pages === true;
    return question !== undefined && (field === "checks" || questionAt !== question);
  };
  const asked = new Set(
    survey.pages.flatMap(({ questions }, pageAt) =>
      questions.filter((_, questionAt) => isBefore(pageAt, questionAt)).map(({ id }) => id),
    ),
  );
  return subjects.filter(({ path, group }) => {
    const id = path.split(".")[1] ?? "";
    return group !== "answers" && group !== "scores" ? true : path === "scores.total" || asked.has(id);
  });
}

const score = (path: string, label: string): Subject => ({ path, label, group: "scores", type: "number" });

function subjectsOfQuestion(question: Question, survey: Survey, language: string): Subject[] {
  const title = said(question.title, language, survey) || question.id;
  const path = `answers.${question.id}`;
  const say = (choice: Choice): { value: string; label: string } => ({
    value: choice.id,
    label: said(choice.label, language, survey) || choice.id,
  });
  const one = (type: SubjectType, choices?: Choice[]): Subject[] => [
    { path, label: title, group: "answers", type, ...(choices ? { choices: choices.map(say) } : {}) },
  ];
  if (rangeOf(question)) return one("number");
  switch (question.kind) {
    case "single_choice":
      return one("option", question.options);
    case "multiple_choice":
    case "ranking":
      return one("options", question.options);
    case "yes_no":
    case "consent":
      return one("truth");
    case "number":
    case "file":
      return one("number");
    case "date":
      return one("day");
    case "statement":
    case "item_rating":
      return [];
    case "matrix": {
      const { cells } = question;
      const types = { single: "option", multiple: "options", rating: "number" } as const;
      return question.rows.map((row) => ({
        path: `${path}.${row.id}`,
        label: `${title} · ${say(row).label}`,
        group: "answers",
        type: types[cells.kind],
        ...(cells.kind === "rating" ? {} : { choices: cells.columns.map(say) }),
      }));
    }
    case "contact":
      return question.parts.map((part) => ({
        path: `${path}.${part}`,
        label: `${title} · ${part}`,
        group: "answers",
        type: "text",
      }));
    default:
      return one("text");
  }
}

const OPERATORS_OF: Record<SubjectType, readonly Operator[]> = {
  number: ["at_least", "at_most", "more", "less", "is", "is_not", "answered", "empty"],
  text: ["is", "is_not", "contains", "contains_not", "answered", "empty"],
  option: ["is", "is_not", "one_of", "none_of", "answered", "empty"],
  options: ["includes", "excludes", "answered", "empty"],
  truth: ["is", "answered", "empty"],
  day: ["is", "at_least", "at_most", "answered", "empty"],
  moment: ["answered", "empty"],
  words: ["includes", "excludes"],
  unit: ["is", "is_not", "answered", "empty"],
  units: ["includes", "excludes"],
};

export function operatorsOf(subject: Subject | undefined): readonly Operator[] {
  return OPERATORS_OF[subject?.type ?? "text"];
}

/** How many values an operator wants. */
export function wants(operator: Operator): "none" | "one" | "several" {
  if (operator === "answered" || operator === "empty") return "none";
  return operator === "one_of" || operator === "none_of" ? "several" : "one";
}

/** A comparison to begin with, or what is left of one when its subject changes. */
export function comparisonFor(subject: Subject): Comparison {
  const [operator = "is"] = operatorsOf(subject);
  return { subject: subject.path, operator, values: wants(operator) === "none" ? [] : [firstValue(subject)] };
}

export function withOperator(
  comparison: Comparison,
  operator: Operator,
  subject: Subject | undefined,
): Comparison {
  const values = comparison.values.length > 0 ? comparison.values : subject ? [firstValue(subject)] : [""];
  const kept = { none: [], one: values.slice(0, 1), several: values }[wants(operator)];
  return { ...comparison, operator, values: kept };
}

function firstValue(subject: Subject): Value {
  if (subject.type === "number") return 0;
  if (subject.type === "truth") return true;
  return subject.choices?.[0]?.value ?? "";
}
