// Kinds of question that both have, with an answer for each.

import { below, pick, type Random, some } from "./random.ts";

export type Element = Record<string, unknown> & { type: string; name: string };

export const KINDS = [
  "rating",
  "stars",
  "scale",
  "slider",
  "radiogroup",
  "numbers",
  "dropdown",
  "pictures",
  "checkbox",
  "tagbox",
  "boolean",
  "words",
  "text",
  "comment",
  "number",
  "bounded",
  "date",
  "email",
  "matrix",
  "several",
  "lists",
  "fields",
  "ranking",
] as const;
export type Kind = (typeof KINDS)[number];

/** What conditions can read: a question, or a value that a trigger sets. */
export interface Asked {
  name: string;
  kind: Kind | "value";
  /** The page it is asked on. */
  page: number;
  /** Whether nothing hides it. */
  always: boolean;
  /** Whether some answers to it are wrong. */
  isChecked: boolean;
}

export const WORDS = ["soup", "Fish", "rice", "hot pot"];
export const DAYS = ["2020-02-29", "2024-06-15", "2026-11-22"];
export const COLUMNS = ["bad", "fair", "good"];
export const ROWS = ["food", "staff"];
const SCALE = [2, 4, 6];
const TEXTS = ["yes", "No", "price", "12", "7.5", "the price is high", "0"];

export function elementOf(random: Random, kind: Kind, name: string): Element {
  const chance = (share: number) => random() < share;
  switch (kind) {
    case "rating":
      return { type: "rating", name, rateMin: 0, rateMax: 10 };
    case "stars":
      return { type: "rating", name, rateType: "stars" };
    case "scale":
      return { type: "rating", name, rateValues: SCALE };
    case "slider":
      return { type: "slider", name, min: 0, max: 20, step: 5 };
    case "numbers":
      return { type: "radiogroup", name, choices: [1, 2, 3, 10] };
    case "radiogroup":
      return {
        type: "radiogroup",
        name,
        choices: WORDS,
        showNoneItem: chance(0.3),
        showOtherItem: chance(0.3),
      };
    case "dropdown":
      return { type: "dropdown", name, choices: WORDS, showNoneItem: chance(0.3) };
    case "pictures":
      return { type: "imagepicker", name, choices: WORDS };
    case "checkbox":
      return {
        type: "checkbox",
        name,
        choices: WORDS,
        showNoneItem: chance(0.3),
        showOtherItem: chance(0.2),
      };
    case "tagbox":
      return chance(0.5)
        ? { type: "tagbox", name, choices: WORDS, minSelectedChoices: 2, maxSelectedChoices: 3 }
        : { type: "tagbox", name, choices: WORDS };
    case "words":
      return { type: "boolean", name, valueTrue: "Y", valueFalse: "N" };
    case "number":
      return { type: "text", name, inputType: "number" };
    case "bounded":
      return { type: "text", name, inputType: "number", min: 0, max: 10 };
    case "date":
      return { type: "text", name, inputType: "date" };
    case "email":
      return { type: "text", name, inputType: "email" };
    case "matrix":
      return { type: "matrix", name, rows: ROWS, columns: COLUMNS, eachRowRequired: chance(0.3) };
    case "several":
      return { type: "matrix", name, rows: ROWS, columns: COLUMNS, cellType: "checkbox" };
    case "lists": {
      const columns = [
        { name: "how", choices: COLUMNS },
        { name: "often", cellType: "checkbox", choices: [1, 2, 3] },
      ];
      return { type: "matrixdropdown", name, rows: ROWS, columns };
    }
    case "fields":
      return { type: "multipletext", name, items: [{ name: "first" }, { name: "age", inputType: "number" }] };
    default:
      return kind === "ranking" ? { type: kind, name, choices: WORDS } : { type: kind, name };
  }
}

export function answerTo(random: Random, kind: Kind, element: Element): unknown {
  const extra = element.showNoneItem && random() < 0.2;
  const own = element.showOtherItem && random() < 0.3;
  // With the most options chosen, the others cannot be.
  const most = element.maxSelectedChoices as number | undefined;
  switch (kind) {
    case "rating":
      return below(random, 11);
    case "stars":
      return 1 + below(random, 5);
    case "scale":
      return pick(random, SCALE);
    case "slider":
      return 5 * below(random, 5);
    case "numbers":
      return pick(random, [1, 2, 3, 10]);
    case "radiogroup":
    case "dropdown":
    case "pictures":
      return extra ? "none" : own ? "other" : pick(random, WORDS);
    case "checkbox":
    case "tagbox":
      return extra ? ["none"] : own ? [...some(random, WORDS), "other"] : some(random, WORDS).slice(0, most);
    case "ranking":
      return [...WORDS].sort(() => random() - 0.5);
    case "boolean":
      return random() < 0.5;
    case "words":
      return pick(random, ["Y", "N"]);
    case "text":
    case "comment":
      return pick(random, TEXTS);
    case "number":
      return pick(random, [-3, 0, 1, 2.5, 7, 40]);
    case "bounded":
      return pick(random, [0, 1, 2.5, 7, 10]);
    case "date":
      return pick(random, DAYS);
    case "email":
      return pick(random, ["ann@example.org", "bo@example.net"]);
    case "matrix":
      return Object.fromEntries(some(random, ROWS).map((row) => [row, pick(random, COLUMNS)]));
    case "several":
      return Object.fromEntries(some(random, ROWS).map((row) => [row, some(random, COLUMNS)]));
    case "lists": {
      const cells = () => ({
        how: pick(random, COLUMNS),
        ...(random() < 0.5 && { often: some(random, [1, 2, 3]) }),
      });
      return Object.fromEntries(some(random, ROWS).map((row) => [row, cells()]));
    }
    case "fields":
      return { first: pick(random, TEXTS), ...(random() < 0.5 && { age: below(random, 90) }) };
  }
}
