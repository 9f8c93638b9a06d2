// Conditions as a person reads them, and as CEL. What is not of this form stays text: the builder never rewrites what
// it does not understand.

export type Value = string | number | boolean;

const OPERATORS = [
  "is",
  "is_not",
  "less",
  "at_most",
  "more",
  "at_least",
  "one_of",
  "none_of",
  "includes",
  "excludes",
  "contains",
  "contains_not",
  "answered",
  "empty",
] as const;
export type Operator = (typeof OPERATORS)[number];

/** One question about one value: `answers.score <= 6`. */
export interface Comparison {
  subject: string;
  operator: Operator;
  /** None for `answered` and `empty`, several for `one_of` and `none_of`, else one. */
  values: readonly Value[];
}

/** Several at once; a group stands in a group of the other kind at most. */
export interface Group {
  join: "and" | "or";
  parts: readonly Condition[];
}

export type Condition = Comparison | Group;

export const isGroup = (condition: Condition): condition is Group => "join" in condition;

/** The condition as a group, so that more can be added. */
export const asGroup = (condition: Condition): Group =>
  isGroup(condition) ? condition : { join: "and", parts: [condition] };

// Writing ----------------------------------------------------------------------------------------

export function write(condition: Condition): string {
  if (!isGroup(condition)) return writeComparison(condition);
  const join = condition.join === "and" ? " && " : " || ";
  return condition.parts.map((part) => (isGroup(part) ? `(${write(part)})` : write(part))).join(join);
}

const SIGNS = { is: "==", is_not: "!=", less: "<", at_most: "<=", more: ">", at_least: ">=" } as const;

function writeComparison({ subject, operator, values }: Comparison): string {
  const first = literal(values[0] ?? "");
  switch (operator) {
    case "one_of":
      return `${subject} in [${values.map(literal).join(", ")}]`;
    case "none_of":
      return `!(${subject} in [${values.map(literal).join(", ")}])`;
    case "includes":
      return `${first} in ${subject}`;
    case "excludes":
      return `!(${first} in ${subject})`;
    case "contains":
      return `${subject}.contains(${first})`;
    case "contains_not":
      return `!${subject}.contains(${first})`;
    case "answered":
      return `${subject} != null`;
    case "empty":
      return `${subject} == null`;
    default:
      return `${subject} ${SIGNS[operator]} ${first}`;
  }
}

function literal(value: Value): string {
  if (typeof value !== "string") return String(value);
  const escaped = value
    .replace(/[\\']/g, "\\$&")
    .replace(/\n/g, "\\n")
    .replace(/\r/g, "\\r")
    .replace(/\t/g, "\\t");
  return `'${escaped}'`;
}

// Reading ----------------------------------------------------------------------------------------

type Token =
  | { is: "path"; text: string }
  | { is: "value"; value: Value }
  | { is: "null" }
  | { is: "sign"; text: string };

const TOKEN =
  /\s*(?:(?<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(?<number>-?\d+(?:\.\d+)?)|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<sign>&&|\|\||[=!<>]=|[<>!()[\],]))/y;

/** The condition that a CEL text says; none when it is of another form. */
export function read(cel: string): Condition | undefined {
  const tokens = split(cel.trim());
  if (!tokens || tokens.length === 0) return undefined;
  const reader = new Reader(tokens);
  const condition = reader.any();
  return condition && reader.isAtEnd() && depth(condition) <= 2 ? condition : undefined;
}

function split(cel: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < cel.length) {
    const groups = TOKEN.exec(cel)?.groups;
    if (!groups) return undefined;
    const token = tokenOf(groups);
    if (!token) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function tokenOf({ word, number, text, sign }: Record<string, string | undefined>): Token | undefined {
  if (sign !== undefined) return { is: "sign", text: sign };
  if (number !== undefined) return { is: "value", value: Number(number) };
  if (text !== undefined) {
    const value = plain(text.slice(1, -1));
    return value === undefined ? undefined : { is: "value", value };
  }
  if (word === "true" || word === "false") return { is: "value", value: word === "true" };
  if (word === "null") return { is: "null" };
  return word === "in" ? { is: "sign", text: "in" } : { is: "path", text: word ?? "" };
}

const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", "\\": "\\", "'": "'", '"': '"' };

/** The text of a literal; none when it has an escape that people do not write. */
function plain(inside: string): string | undefined {
  let isKnown = true;
  const text = inside.replace(/\\(.)/gs, (_, mark: string) => {
    isKnown &&= mark in ESCAPES;
    return ESCAPES[mark] ?? "";
  });
  return isKnown ? text : undefined;
}

function depth(condition: Condition): number {
  return isGroup(condition) ? 1 + Math.max(...condition.parts.map(depth)) : 0;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  any(): Condition | undefined {
    return this.#joined("or", "||", () => this.#joined("and", "&&", () => this.#one()));
  }

  #joined(join: Group["join"], sign: string, part: () => Condition | undefined): Condition | undefined {
    const parts: Condition[] = [];
    do {
      const next = part();
      if (!next) return undefined;
      // `a && (b && c)` says the same as `a && b && c`.
      parts.push(...(isGroup(next) && next.join === join ? next.parts : [next]));
    } while (this.#takes(sign));
    return parts.length === 1 ? parts[0] : { join, parts };
  }

  #one(): Condition | undefined {
    if (this.#takes("!")) return negated(this.#negatable());
    if (!this.#takes("(")) return this.#comparison();
    const inside = this.any();
    return this.#takes(")") ? inside : undefined;
  }

  /** What `!` may stand before: `!(a in b)`, `!a.contains('b')`. */
  #negatable(): Comparison | undefined {
    const isInside = this.#takes("(");
    const comparison = this.#comparison();
    return isInside && !this.#takes(")") ? undefined : comparison;
  }

  #comparison(): Comparison | undefined {
    const token = this.#next();
    if (token?.is === "value") {
      const subject = this.#takes("in") ? this.#path() : undefined;
      return subject ? { subject, operator: "includes", values: [token.value] } : undefined;
    }
    if (token?.is !== "path") return undefined;
    if (token.text.endsWith(".contains")) return this.#contains(token.text.slice(0, -".contains".length));
    if (this.#takes("in")) {
      const values = this.#list();
      return values ? { subject: token.text, operator: "one_of", values } : undefined;
    }
    return this.#compared(token.text);
  }

  #contains(subject: string): Comparison | undefined {
    const value = this.#takes("(") ? this.#value() : undefined;
    return typeof value === "string" && this.#takes(")")
      ? { subject, operator: "contains", values: [value] }
      : undefined;
  }

  #compared(subject: string): Comparison | undefined {
    const sign = this.#next();
    if (sign?.is !== "sign") return undefined;
    const found = Object.entries(SIGNS).find(([, text]) => text === sign.text);
    const operator = found?.[0] as keyof typeof SIGNS | undefined;
    if (!operator) return undefined;
    const token = this.#next();
    if (token?.is === "value") return { subject, operator, values: [token.value] };
    if (token?.is !== "null") return undefined;
    if (operator === "is") return { subject, operator: "empty", values: [] };
    return operator === "is_not" ? { subject, operator: "answered", values: [] } : undefined;
  }

  #list(): Value[] | undefined {
    if (!this.#takes("[")) return undefined;
    const values: Value[] = [];
    do {
      const value = this.#value();
      if (value === undefined) return undefined;
      values.push(value);
    } while (this.#takes(","));
    return this.#takes("]") ? values : undefined;
  }

  #path(): string | undefined {
    const token = this.#next();
    return token?.is === "path" ? token.text : undefined;
  }

  #value(): Value | undefined {
    const token = this.#next();
    return token?.is === "value" ? token.value : undefined;
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #takes(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.is !== "sign" || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }
}

const OPPOSITES = { one_of: "none_of", includes: "excludes", contains: "contains_not" } as const;

function negated(comparison: Comparison | undefined): Comparison | undefined {
  const operator = comparison && OPPOSITES[comparison.operator as keyof typeof OPPOSITES];
  return operator ? { ...comparison, operator } : undefined;
}
