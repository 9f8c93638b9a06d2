// What a link brings along, as members fill it in and as they read it.

import type { Schemas } from "../api/client.ts";

type Params = Schemas["LinkParams"];

/** What was filled in; what was left empty is not said at all. */
export type Given = Pick<Partial<Params>, "unit" | "customer" | "language" | "hidden" | "test"> & {
  [Name in (typeof TEXTS)[number]]?: Params[Name];
};

/** The brand's own words and numbers. */
export const TEXTS = ["channel", "group", "staff", "order", "product"] as const;

/** What is given along with a link. */
export function paramsOf({ hidden = {}, ...given }: Given): Params {
  const values = filled(hidden);
  // What is left out has a default at the server, which the generated type does not know.
  return { ...filled(given), ...(Object.keys(values).length > 0 ? { hidden: values } : {}) } as Params;
}

function filled<Values extends object>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as Partial<Values>;
}

/** What keys are called in the reader's language. */
interface Names {
  channel: (key: string) => string;
  language: (tag: string) => string;
}

/** What an answer through a link is about, besides the unit, the customer and the items, each under a name of its own. */
export function aboutOf(
  { unit_code, group, staff, order, product, channel, language, hidden }: Params,
  names: Names,
): [name: string, words: string][] {
  const said: [string, string | null | undefined][] = [
    ["channel", channel && names.channel(channel)],
    ...Object.entries({ unit_code, group, staff, order, product }),
    ["language", language && names.language(language)],
    ...Object.entries(hidden ?? {}).map(([name, value]): [string, string] => [
      `hidden.${name}`,
      `${name}: ${value}`,
    ]),
  ];
  return said.filter((one): one is [string, string] => Boolean(one[1]));
}
