// Surveys of SurveyJS with logic over the questions before, and answers to them; the same for the same seed.

import { condition, isNumber, number } from "./conditions.ts";
import { type Asked, answerTo, type Element, elementOf, KINDS, type Kind, WORDS } from "./kinds.ts";
import { below, pick, type Random } from "./random.ts";

type Named = Record<string, unknown>;

export interface Case {
  survey: Named & { pages: (Named & { elements: Element[] })[] };
  answers: Record<string, unknown>;
  now: string;
}

/** A survey in the making. */
interface Draft {
  random: Random;
  /** What conditions may read. */
  asked: Asked[];
  answers: Record<string, unknown>;
  triggers: Named[];
  questions: number;
  page: number;
  /** Whether the page or panel around is always there. */
  isOpen: boolean;
}

/** Which answers are forgotten when hidden; of no consequence as long as conditions look back. */
const CLEARING = ["onHiddenContainer", "onHidden", "onComplete", "none"];

export function caseOf(random: Random): Case {
  const draft: Draft = {
    random,
    asked: [],
    answers: {},
    triggers: [],
    questions: 0,
    page: 0,
    isOpen: true,
  };
  const pages = Array.from({ length: 1 + below(random, 4) }, (_, page) => pageOf(draft, page));
  const { asked } = draft;
  if (asked.length === 0) return caseOf(random);
  if (random() < 0.15 && pages.length > 1) asksLater(draft, pages);
  if (pages.length > 2 && random() < 0.3) skips(draft, pages.length);
  else if (random() < 0.2) completes(draft);
  const numbers = asked.filter(isNumber);
  const calculatedValues =
    numbers.length > 0 && random() < 0.7 ? [{ name: "total", expression: number(random, numbers, 2) }] : [];
  const completedHtmlOnCondition = Array.from({ length: below(random, 3) }, (_, at) => ({
    expression: condition(random, asked, 1),
    html: `Ending ${at}${recall(draft)}`,
  }));
  return {
    survey: {
      clearInvisibleValues: pick(random, CLEARING),
      completedHtml: `Thanks${recall(draft)}`,
      completedHtmlOnCondition,
      pages,
      calculatedValues,
      triggers: draft.triggers,
    },
    answers: draft.answers,
    now: "2026-11-22T09:00:00Z",
  };
}

function pageOf(draft: Draft, page: number) {
  const { random } = draft;
  const isFirst = draft.asked.length === 0;
  if (!isFirst && random() < 0.4) values(draft);
  const visibleIf = !isFirst && random() < 0.2 ? condition(random, draft.asked, 1) : undefined;
  draft.page = page;
  draft.isOpen = visibleIf === undefined;
  const elements = Array.from({ length: 1 + below(random, 4) }, () =>
    draft.asked.length > 0 && random() < 0.15 ? panel(draft, 1) : question(draft),
  );
  return { name: `page${page + 1}`, ...(visibleIf && { visibleIf }), elements };
}

function panel(draft: Draft, depth: number): Element {
  const { random } = draft;
  const name = `panel${draft.questions}_${depth}`;
  const outer = draft.isOpen;
  const element = { type: "panel", name };
  hang(draft, element, 1);
  draft.isOpen = false;
  const elements = Array.from({ length: 1 + below(random, 2) }, () =>
    depth < 2 && random() < 0.2 ? panel(draft, depth + 1) : question(draft),
  );
  draft.isOpen = outer;
  return { ...element, elements };
}

/**
 * Shows or enables something under a condition. There a missing yes or no enables, and alone it does not show: only
 * conditions that are true or false enable here.
 */
function hang({ random, asked }: Draft, element: Element, depth: number): void {
  const settled = asked.filter(({ kind }) => kind !== "boolean");
  if (random() < 0.8 || settled.length === 0) element.visibleIf = condition(random, asked, depth);
  else element.enableIf = condition(random, settled, depth);
}

/** A question with conditions over those before it, and maybe an answer. */
function question(draft: Draft): Element {
  const { random, asked } = draft;
  draft.questions += 1;
  const name = `q${draft.questions}`;
  const kind = pick(random, KINDS);
  const element: Element = { ...elementOf(random, kind, name), title: `${name}${recall(draft)}` };
  if (asked.length > 0 && random() < 0.5) hang(draft, element, 2);
  if (kind !== "lists" && kind !== "fields") need(draft, element, kind);
  const always = draft.isOpen && !element.visibleIf && !element.enableIf;
  const checks = ["validators", "minSelectedChoices", "eachRowRequired"];
  const isChecked = kind === "bounded" || checks.some((one) => element[one]);
  // There a number beyond its bounds counts for nothing until it is put right, so nothing reads it.
  const isBeyond = kind === "bounded" && random() < 0.3;
  if (!isBeyond) asked.push({ name, kind, page: draft.page, always, isChecked });
  if (random() < 0.8) give(draft, name, isBeyond ? pick(random, [-3, 40]) : answerTo(random, kind, element));
  return element;
}

/** When an answer is needed, and what it has to meet. */
function need({ random, asked }: Draft, element: Element, kind: Kind): void {
  const mayHang = asked.length > 0;
  if (mayHang && random() < 0.3) element.requiredIf = condition(random, asked, 1);
  else if (random() < 0.2) element.isRequired = true;
  if (random() < 0.25) element.validators = [validator(random, { name: element.name, kind }, asked)];
  if (mayHang) offer(random, element, kind, asked);
}

/** An answer, with own words where it takes them. */
function give({ answers }: Draft, name: string, answer: unknown): void {
  answers[name] = answer;
  if (answer === "other" || (Array.isArray(answer) && answer.includes("other")))
    answers[`${name}-Comment`] = "the music";
}

/** Conditions on options and rows. */
function offer(random: Random, element: Element, kind: Kind, asked: readonly Asked[]): void {
  if (random() > 0.2) return;
  const item = `{item} != '${pick(random, WORDS)}' or ${condition(random, asked, 0)}`;
  switch (kind) {
    case "radiogroup":
    case "dropdown":
    case "checkbox":
    case "tagbox":
    case "ranking":
      if (random() < 0.5) {
        // What is greyed out in a ranking stays in it, and with the most options chosen all others are greyed out.
        const shows = kind === "ranking" || element.maxSelectedChoices || random() < 0.5;
        element[shows ? "choicesVisibleIf" : "choicesEnableIf"] = item;
      } else {
        const visibleIf = condition(random, asked, 1);
        element.choices = WORDS.map((value, at) => (at === 1 ? { value, visibleIf } : value));
      }
      return;
    case "matrix":
    case "several":
      element.rowsVisibleIf = `{item} != 'staff' or ${condition(random, asked, 0)}`;
      return;
    default:
  }
}

/** Values that triggers set when something before is answered: in a variable, or in a question on this page. */
function values(draft: Draft): void {
  const { random, asked } = draft;
  const from = pick(random, asked);
  if (from.kind === "value") return;
  const expression = condition(random, [from], 0);
  const setToName = `value${draft.triggers.length}`;
  const plain = asked.filter(
    ({ kind, page }) => page === from.page && (kind === "text" || kind === "number"),
  );
  const numbers = asked.filter((one) => one.page <= from.page && isNumber(one));
  const kind = pick(random, ["setvalue", "setvalue", "copyvalue", "runexpression"]);
  if (kind === "copyvalue" && plain.length > 0)
    draft.triggers.push({ type: kind, expression, setToName, fromName: pick(random, plain).name });
  else if (kind === "runexpression" && numbers.length > 0)
    draft.triggers.push({ type: kind, expression, setToName, runExpression: number(random, numbers, 1) });
  else
    draft.triggers.push({
      type: "setvalue",
      expression,
      setToName,
      setValue: pick(random, ["good", 7, "2"]),
    });
  asked.push({ name: setToName, kind: "value", page: from.page, always: true, isChecked: false });
}

/** A question whose condition may read pages behind it; nothing reads it, since it comes and goes by what is asked later. */
function asksLater(draft: Draft, pages: Case["survey"]["pages"]): void {
  const { random } = draft;
  const page = below(random, pages.length - 1);
  const questions = draft.asked.filter(({ kind }) => kind !== "value");
  const visibleIf = condition(random, questions, 1);
  pages[page]?.elements.push({ type: "text", name: "early", visibleIf });
}

/** What conditions name with a part; a trigger that reads only parts is not looked at there while nothing is answered. */
const IN_PARTS: readonly string[] = ["matrix", "several", "lists", "fields"];

/** Ends the survey on the way, when a page is left that is asked in both: there one that is greyed out is left, too. */
function completes({ random, asked, triggers }: Draft): void {
  const open = asked.filter(({ kind, always }) => kind !== "value" && always && !IN_PARTS.includes(kind));
  if (open.length === 0) return;
  const { page } = pick(random, open);
  const read = asked.filter(
    (one) => one.kind !== "value" && one.page === page && !IN_PARTS.includes(one.kind),
  );
  triggers.push({ type: "complete", expression: condition(random, read, 1) });
}

/**
 * Leads past pages, to a question that nothing hides. There that happens as soon as the question is answered, so it is the
 * last one of its page; and not with a wrong answer, with which nobody gets on here.
 */
function skips(draft: Draft, pages: number): void {
  const { random, asked } = draft;
  const page = below(random, pages - 2);
  const targets = asked.filter((one) => one.page > page + 1 && one.always && one.kind !== "value");
  const from = asked.findLast((one) => one.page === page && one.kind !== "value");
  if (targets.length === 0 || !from?.always || from.isChecked) return;
  draft.triggers.push({
    type: "skip",
    expression: condition(random, [from], 1),
    gotoName: pick(random, targets).name,
  });
}

/** What was answered before, in a text. */
function recall({ random, asked }: Draft): string {
  const shown = asked.filter(({ kind }) =>
    ["text", "number", "rating", "dropdown", "pictures"].includes(kind),
  );
  return shown.length > 0 && random() < 0.3 ? ` after {${pick(random, shown).name}}` : "";
}

function validator(
  random: Random,
  { name, kind }: Pick<Asked, "name" | "kind">,
  asked: readonly Asked[],
): Named {
  if (kind === "number" && random() < 0.5) return { type: "numeric", minValue: 0, maxValue: 10 };
  if ((kind === "text" || kind === "comment") && random() < 0.7)
    return pick(random, [
      { type: "text", minLength: 3 },
      { type: "text", maxLength: 5 },
      { type: "text", allowDigits: false },
      { type: "regex", regex: "^[a-z ]+$", caseInsensitive: random() < 0.5 },
      { type: "email" },
    ]);
  if ((kind === "checkbox" || kind === "tagbox") && random() < 0.7)
    return { type: "answercount", minCount: 2, maxCount: 3 };
  return { type: "expression", expression: condition(random, [...asked, { name, kind } as Asked], 1) };
}
