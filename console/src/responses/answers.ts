// The answers of a response, read as what their questions want.

export type Answer =
  | { kind: "number"; number: number }
  | { kind: "text"; text: string }
  | { kind: "options"; options: string[]; text?: string }
  | { kind: "items"; items: [string, number][] }
  | { kind: "none" };

export function readAnswer(answer: unknown): Answer {
  if (typeof answer === "number") return { kind: "number", number: answer };
  if (typeof answer === "string") return { kind: "text", text: answer };
  if (typeof answer !== "object" || answer === null) return { kind: "none" };
  const { items, options, text } = answer as {
    items?: Record<string, number>;
    options?: string[];
    text?: string;
  };
  if (items) return { kind: "items", items: Object.entries(items) };
  if (options) return { kind: "options", options, ...(text === undefined ? {} : { text }) };
  return text === undefined ? { kind: "none" } : { kind: "text", text };
}

/** What was said in the customer's own words. */
export function wordsIn(answers: Record<string, unknown>): string {
  return Object.values(answers)
    .map(readAnswer)
    .flatMap((answer) => ("text" in answer && answer.text ? [answer.text] : []))
    .join(" · ");
}
