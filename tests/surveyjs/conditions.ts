// Conditions and values over what was asked before, in SurveyJS's language.

import { type Asked, COLUMNS, DAYS, ROWS, WORDS } from "./kinds.ts";
import { pick, type Random, some } from "./random.ts";

const ORDERS = ["=", "==", "!=", "<", "<=", ">", ">="];

/** A condition over earlier questions. */
export function condition(random: Random, asked: readonly Asked[], depth: number): string {
  if (depth > 0 && random() < 0.4) {
    const word = pick(random, ["and", "or", "&&", "||"]);
    return `(${condition(random, asked, depth - 1)}) ${word} (${condition(random, asked, depth - 1)})`;
  }
  if (random() < 0.1) return `!(${condition(random, asked, 0)})`;
  const one = pick(random, asked);
  return random() < 0.2 ? `{${one.name}} ${pick(random, ["empty", "notempty"])}` : about(random, one, asked);
}

export function isNumber({ kind }: Asked): boolean {
  return ["number", "bounded", "rating", "stars", "slider"].includes(kind);
}

function about(random: Random, { name, kind }: Asked, asked: readonly Asked[]): string {
  const order = pick(random, ORDERS);
  const equal = pick(random, ["=", "!=", "=="]);
  const list = (values: readonly unknown[]) => `[${some(random, values).map(quoted).join(", ")}]`;
  switch (kind) {
    case "rating":
    case "stars":
    case "slider":
      return random() < 0.2
        ? numberTest(random, asked)
        : `{${name}} ${order} ${pick(random, [0, 3, 6.5, 9, "'8'"])}`;
    case "number":
    case "bounded":
      return random() < 0.3 ? numberTest(random, asked) : `{${name}} ${order} ${pick(random, [-3, 0, 2, 7])}`;
    case "numbers":
    case "scale":
      return random() < 0.3
        ? `{${name}} anyof ${list([1, 2, 4])}`
        : `{${name}} ${order} ${pick(random, [1, 2, 6, 10, "'2'"])}`;
    case "radiogroup":
    case "dropdown":
    case "pictures":
      return pick(random, [
        `{${name}} ${equal} '${pick(random, ["soup", "fish", "FISH", "hot pot"])}'`,
        `{${name}} anyof ${list(WORDS)}`,
        `{${name}} noneof ${list(WORDS)}`,
        `{${name}} contains 'i'`,
      ]);
    case "checkbox":
    case "tagbox":
      return pick(random, [
        `{${name}} contains '${pick(random, WORDS)}'`,
        `{${name}} notcontains '${pick(random, WORDS)}'`,
        `{${name}} anyof ${list(WORDS)}`,
        `{${name}} allof ${list(WORDS)}`,
        `{${name}} ${equal} ${list(WORDS)}`,
      ]);
    case "ranking":
      return `{${name}} contains '${pick(random, WORDS)}'`;
    case "boolean":
      return pick(random, [
        `{${name}}`,
        `{${name}} ${equal} true`,
        `{${name}} ${equal} false`,
        `{${name}} = 'true'`,
      ]);
    case "words":
      return `{${name}} ${equal} '${pick(random, ["Y", "N"])}'`;
    case "text":
    case "comment":
      return textTest(random, name);
    case "value":
      return pick(random, [`{${name}} ${equal} 'good'`, `{${name}} ${pick(random, [">", "<", "="])} 3`]);
    case "date":
      return pick(random, [
        `{${name}} ${order} '${pick(random, DAYS)}'`,
        `year({${name}}) >= 2024`,
        `month({${name}}) = 6`,
        `diffDays({${name}}, '2024-06-01') > 20`,
      ]);
    case "email":
      return `{${name}} contains '${pick(random, ["ann", "ORG", "@"])}'`;
    case "matrix":
      return `{${name}.${pick(random, ROWS)}} ${equal} '${pick(random, COLUMNS)}'`;
    case "several":
      return `{${name}.${pick(random, ROWS)}} contains '${pick(random, COLUMNS)}'`;
    case "lists":
      return pick(random, [
        `{${name}.${pick(random, ROWS)}.how} ${equal} '${pick(random, COLUMNS)}'`,
        `{${name}.${pick(random, ROWS)}.often} anyof ${list([1, 2, 3])}`,
      ]);
    case "fields":
      return random() < 0.5 ? textTest(random, `${name}.first`) : `{${name}.age} ${order} 30`;
  }
}

function textTest(random: Random, name: string): string {
  return pick(random, [
    `{${name}} ${pick(random, ["=", "!="])} '${pick(random, ["YES", "no", "price"])}'`,
    `{${name}} contains '${pick(random, ["price", "1", "HIGH"])}'`,
    `{${name}} ${pick(random, [">", "<", ">=", "<=", "=", "!="])} ${pick(random, [7, 12, 0])}`,
  ]);
}

function numberTest(random: Random, asked: readonly Asked[]): string {
  return `${number(random, asked.filter(isNumber), 1)} ${pick(random, ORDERS)} ${pick(random, [0, 3, 10])}`;
}

/** A number worked out from others. */
export function number(random: Random, numbers: readonly Asked[], depth: number): string {
  const one = () => `{${pick(random, numbers).name}}`;
  if (depth > 0 && random() < 0.7) {
    const inner = () => number(random, numbers, depth - 1);
    return pick(random, [
      () => `${inner()} + ${inner()}`,
      () => `${inner()} - (${inner()})`,
      () => `(${inner()}) * 2`,
      () => `(${inner()}) / 4`,
      () => `sum(${one()}, ${one()}, 1)`,
      () => `avg(${one()}, ${one()})`,
      () => `max(${one()}, ${one()}, 3)`,
      () => `min(${one()}, 5)`,
      () => `round(${one()} / 3, 2)`,
      () => `iif(${one()} > 3, ${one()}, 1)`,
      () => `iif(${one()} notempty, 2, ${one()})`,
    ])();
  }
  return random() < 0.8 ? one() : String(pick(random, [0, 1, 2.5, 7]));
}

function quoted(value: unknown): string {
  return typeof value === "number" ? String(value) : `'${value}'`;
}
