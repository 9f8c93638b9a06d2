// The answers of a response, read as what they are; what they are called is said by the survey's definition.

interface FileRef {
  id: string;
  name: string;
  size: number;
}

export type Answer =
  | { kind: "number"; number: number }
  | { kind: "flag"; yes: boolean }
  | { kind: "text"; text: string }
  | { kind: "options"; options: string[]; text?: string }
  | { kind: "ranked"; ranked: string[] }
  | { kind: "items"; items: [string, number][] }
  | { kind: "rows"; rows: Record<string, number | string[]> }
  | { kind: "contact"; contact: [string, string][] }
  | { kind: "files"; files: FileRef[] }
  | { kind: "none" };

/** What an answer that is no plain value may say. */
interface Parts {
  options?: string[];
  text?: string;
  ranked?: string[];
  items?: Record<string, number>;
  rows?: Record<string, number | string[]>;
  contact?: Record<string, string>;
  files?: FileRef[];
}

export function readAnswer(answer: unknown): Answer {
  if (typeof answer === "number") return { kind: "number", number: answer };
  if (typeof answer === "boolean") return { kind: "flag", yes: answer };
  if (typeof answer === "string") return { kind: "text", text: answer };
  if (typeof answer !== "object" || answer === null) return { kind: "none" };
  const { options, text, ranked, items, rows, contact, files } = answer as Parts;
  if (options) return { kind: "options", options, ...(text === undefined ? {} : { text }) };
  if (ranked) return { kind: "ranked", ranked };
  if (items) return { kind: "items", items: Object.entries(items) };
  if (rows) return { kind: "rows", rows };
  if (contact) return { kind: "contact", contact: Object.entries(contact) };
  if (files) return { kind: "files", files };
  return text === undefined ? { kind: "none" } : { kind: "text", text };
}

/** Days, times, phone numbers and e-mail addresses, as the server keeps them: typed, but no words. */
const NO_WORDS = /^(\d{4}-\d\d-\d\d|\d\d:\d\d|\+\d{5,15}|[^\s@]+@[^\s@]+)$/;

/** What was said in the customer's own words. A list has answers without their questions, so their form decides. */
export function wordsIn(answers: Record<string, unknown>): string {
  return Object.values(answers)
    .map(readAnswer)
    .flatMap((answer) =>
      "text" in answer && answer.text && !NO_WORDS.test(answer.text) ? [answer.text] : [],
    )
    .join(" · ");
}
