// Filters live in the address. What stands there may be typed by anyone, so a page takes what it knows and drops
// the rest.

type Search = Record<string, unknown>;

/** `{ name: "…" }` if the address has a word for it. */
export function text<Name extends string>(search: Search, name: Name): { [key in Name]?: string } {
  const value = search[name];
  if (typeof value === "string" && value !== "") return { [name]: value } as { [key in Name]?: string };
  if (typeof value === "number") return { [name]: String(value) } as { [key in Name]?: string };
  return {};
}

/** `{ name: … }` if the address has one of the words that there are. */
export function choice<Name extends string, const Word extends string>(
  search: Search,
  name: Name,
  words: readonly Word[],
): { [key in Name]?: Word } {
  const found = words.find((word) => word === search[name]);
  return found === undefined ? {} : ({ [name]: found } as { [key in Name]?: Word });
}

/** `{ name: true }` if the address says so. */
export function flag<Name extends string>(search: Search, name: Name): { [key in Name]?: true } {
  return search[name] === true ? ({ [name]: true } as { [key in Name]?: true }) : {};
}
