// A survey's definition as the server reads and writes it (format 2). The API document leaves it open; this is its
// shape for the studio. A test reads the server's own example of everything there is.

/** A text in the survey's languages. */
export type Text = Partial<Record<string, string>>;

/** A condition or value in CEL. */
type Cel = string;

export interface Survey {
  version: number;
  id?: string;
  name: string;
  default_language: string;
  languages: string[];
  title: Text;
  intro?: Text;
  paging: Paging;
  pages: Page[];
  random_pages?: boolean;
  hidden?: Hidden[];
  computed?: Computed[];
  rules?: Rule[];
  endings?: Ending[];
  quotas?: Quota[];
  thank_you?: Text;
  notice?: Text;
  nps_bands?: { detractor_max: number; passive_max: number };
  taking?: Taking;
}

export const PAGINGS = ["one_page", "page_by_page", "one_question"] as const;
type Paging = (typeof PAGINGS)[number];

export interface Page {
  id: string;
  title?: Text;
  show_when?: Cel;
  random_questions?: boolean;
  fixed?: boolean;
  questions: Question[];
}

export interface Hidden {
  id: string;
  default?: string;
}

export interface Computed {
  id: string;
  value: Cel;
}

export interface Rule {
  after?: string;
  when?: Cel;
  then: Then;
}

export type Then =
  | { do: "skip_to"; page: string }
  | { do: "end"; ending?: string }
  | { do: "set"; field: string; value: Cel };

export interface Ending {
  id: string;
  when?: Cel;
  title?: Text;
  text?: Text;
  link?: string;
  link_label?: Text;
}

export interface Quota {
  id: string;
  name: string;
  when: Cel;
  limit: number;
  ending?: string;
}

interface Taking {
  opens_at?: string;
  closes_at?: string;
  responses_max?: number;
  again_after_days?: number;
}

export interface Check {
  holds: Cel;
  message: Text;
}

export interface Choice {
  id: string;
  label: Text;
  image?: string;
  score?: number;
  exclusive?: boolean;
  fixed?: boolean;
  show_when?: Cel;
}

interface Asked {
  id: string;
  title: Text;
  help?: Text;
  required: boolean;
  required_when?: Cel;
  show_when?: Cel;
  checks?: Check[];
  touchpoint?: string;
}

interface Ends {
  low?: Text;
  high?: Text;
}

interface Rating extends Ends {
  shape: "star" | "emoji" | "number";
  min: number;
  max: number;
}

export const CONTACT_PARTS = [
  "name",
  "first_name",
  "last_name",
  "email",
  "phone",
  "company",
  "address",
  "street",
  "city",
  "region",
  "postal_code",
  "country",
] as const;
export type ContactPart = (typeof CONTACT_PARTS)[number];

export type Cells =
  | { kind: "single"; columns: Choice[] }
  | { kind: "multiple"; columns: Choice[] }
  | ({ kind: "rating" } & Rating);

/** What each kind of question consists of besides what all have. */
export interface Kinds {
  nps: Ends;
  csat: Ends;
  ces: Ends;
  rating: Rating;
  item_rating: Ends;
  single_choice: { options: Choice[]; other: boolean; dropdown?: boolean; random_options?: boolean };
  multiple_choice: {
    options: Choice[];
    other: boolean;
    choose_min?: number;
    choose_max?: number;
    random_options?: boolean;
  };
  ranking: { options: Choice[]; places?: number; random_options?: boolean };
  matrix: { rows: Choice[]; cells: Cells; random_rows?: boolean; every_row?: boolean };
  slider: { min: number; max: number; step: number } & Ends;
  text: { chars_max: number; multiline: boolean };
  number: { min?: number; max?: number; decimals: number; measure?: Text };
  date: { min?: string; max?: string };
  time: object;
  email: object;
  phone: object;
  contact: { parts: ContactPart[] };
  yes_no: { yes?: Text; no?: Text };
  consent: { label: Text };
  file: { images_only: boolean; files_max: number; size_max_kb: number };
  statement: object;
}

export type Kind = keyof Kinds;

export type Of<K extends Kind> = Asked & { kind: K } & Kinds[K];

export type Question = { [K in Kind]: Of<K> }[Kind];

/** The kinds as they are offered: what is asked most stands first in its group. */
export const KIND_GROUPS = {
  score: ["nps", "csat", "ces", "rating", "item_rating", "slider"],
  choose: ["single_choice", "multiple_choice", "ranking", "matrix", "yes_no"],
  write: ["text", "number", "date", "time"],
  reach: ["email", "phone", "contact", "consent"],
  more: ["file", "statement"],
} as const satisfies Record<string, readonly Kind[]>;

export type KindGroup = keyof typeof KIND_GROUPS;

export const KINDS: readonly Kind[] = Object.values(KIND_GROUPS).flat();

/** What the server takes at most. */
export const MOST = {
  pages: 100,
  questions: 200,
  choices: 200,
  checks: 20,
  logic: 200,
  languages: 50,
  label: 500,
  prose: 4_000,
  name: 200,
  key: 64,
} as const;

export const isKey = (text: string): boolean => /^[A-Za-z0-9_]{1,64}$/.test(text);

/** A text in a language, else in the survey's own, else in any. */
export function said(text: Text | undefined, language: string, survey: Survey): string {
  return text?.[language] || text?.[survey.default_language] || Object.values(text ?? {}).find(Boolean) || "";
}

export function questionsOf(survey: Survey): Question[] {
  return survey.pages.flatMap(({ questions }) => questions);
}

/** The options of a question, for conditions; the columns of a matrix are no answer of their own. */
export function optionsOf(question: Question): Choice[] {
  return "options" in question ? question.options : [];
}

/** The least and greatest number that answers a question of a scale. */
export function rangeOf(question: Question): [number, number] | undefined {
  switch (question.kind) {
    case "nps":
      return [0, 10];
    case "csat":
      return [1, 5];
    case "ces":
      return [1, 7];
    case "rating":
      return [question.min, question.max];
    case "slider":
      return [question.min, question.max];
    default:
      return undefined;
  }
}
