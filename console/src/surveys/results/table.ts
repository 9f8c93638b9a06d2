// The results that are shown as a file for a spreadsheet: one line for each number, with its n and interval.

import type { QuestionResults, Results } from "./queries.ts";
import { sayText } from "./say.ts";

type Cell = string | number | null;

export const COLUMNS = [
  "question",
  "title",
  "kind",
  "what",
  "of",
  "value",
  "low",
  "high",
  "count",
  "n",
  "method",
];

/** One row for each number on the page. */
export function rowsOf(results: Results, language: string): Cell[][] {
  const { responses, rates, seconds } = results;
  const whole = (
    what: string,
    value: Cell,
    low: Cell = null,
    high: Cell = null,
    n: Cell = null,
    method = "",
  ): Cell[] => ["", "", "", what, "", value, low, high, null, n, method];
  const rows: Cell[][] = [
    whole("completed", responses.completed),
    whole("partial", responses.partial),
    whole("flagged", responses.flagged),
  ];
  if (rates) {
    rows.push(whole("invited", rates.invited), whole("not_eligible", rates.not_eligible));
    for (const name of ["rr1", "rr2", "completion"] as const) {
      const rate = rates[name];
      const n =
        name === "completion" ? responses.completed + responses.partial : rates.invited - rates.not_eligible;
      if (rate) rows.push(whole(name, rate.rate, rate.low, rate.high, n, "wilson"));
    }
  }
  if (seconds) {
    rows.push(
      whole("median_seconds", seconds.median, seconds.median_low, seconds.median_high, seconds.n, "ranks"),
    );
  }
  for (const { page, reached, left } of results.funnel) {
    rows.push(["", "", "", "page_reached", page, reached, null, null, left, null, ""]);
  }
  return [...rows, ...results.questions.flatMap((question) => rowsOfQuestion(question, language))];
}

function rowsOfQuestion(question: QuestionResults, language: string): Cell[][] {
  const head: Cell[] = [question.id, sayText(question.title, language), question.kind];
  const rows: Cell[][] = [];
  const { figure, mean, quartiles } = question;
  if (figure) {
    rows.push([
      ...head,
      question.metric,
      "",
      figure.score,
      figure.low,
      figure.high,
      null,
      figure.n,
      figure.method,
    ]);
  }
  if (mean) rows.push([...head, "mean", "", mean.value, mean.low, mean.high, null, mean.n, "student_t"]);
  if (quartiles) {
    const { median, median_low, median_high, n, lower, upper } = quartiles;
    rows.push([...head, "median", "", median, median_low, median_high, null, n, "ranks"]);
    rows.push([...head, "lower_quartile", "", lower, null, null, null, n, ""]);
    rows.push([...head, "upper_quartile", "", upper, null, null, null, n, ""]);
  }
  const bars = (list: QuestionResults["bars"], of: string, n: number): void => {
    for (const { id, label, count, share } of list) {
      const what = sayText(label, language) || id;
      rows.push([...head, what, of, share.rate, share.low, share.high, count, n, "wilson"]);
    }
  };
  bars(question.bars, "", question.n);
  for (const row of question.rows) {
    const of = sayText(row.label, language) || row.id;
    if (row.mean) {
      rows.push([...head, "mean", of, row.mean.value, row.mean.low, row.mean.high, null, row.n, "student_t"]);
    }
    bars(row.bars, of, row.n);
  }
  for (const { id, label, mean, first_share, firsts } of question.places) {
    const of = sayText(label, language) || id;
    rows.push([...head, "mean_place", of, mean.value, mean.low, mean.high, null, mean.n, "student_t"]);
    const { rate: value, low, high } = first_share;
    rows.push([...head, "first_places", of, value, low, high, firsts, question.n, "wilson"]);
  }
  for (const { id, name, n, mean } of question.items) {
    if (mean) rows.push([...head, "mean", name ?? id, mean.value, mean.low, mean.high, null, n, "student_t"]);
  }
  return rows;
}

/** Comma-separated values as RFC 4180 has them. Text that a spreadsheet would take for a formula is kept from being one. */
export function csvOf(rows: readonly (readonly Cell[])[]): string {
  const cell = (value: Cell): string => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\u{feff}${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
