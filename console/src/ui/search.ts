// What an address asks for, `?state=open`, may be typed by anyone. Each route says in its `validateSearch` which names it
// knows and what may stand under them; the router takes everything else out of the address before a page is made
// (`search.strict` in `router.tsx`), so that no page ever sees it.

type Search = Record<string, unknown>;
/** What was found under a name: nothing, if it makes no sense. */
type Known<Name extends string, Value> = { [key in Name]?: Value };

/** `{ name: "…" }` if the address has a word for it. */
export function text<Name extends string>(search: Search, name: Name): Known<Name, string> {
  return known(name, wordOf(search, name));
}

/** `{ name: … }` if the address has one of the words that there are. */
export function choice<Name extends string, const Word extends string>(
  search: Search,
  name: Name,
  words: readonly Word[],
): Known<Name, Word> {
  const given = wordOf(search, name);
  return known(
    name,
    words.find((word) => word === given),
  );
}

/** `{ name: true }` if the address says so. */
export function flag<Name extends string>(search: Search, name: Name): Known<Name, true> {
  return known(name, search[name] === true ? true : undefined);
}

/** `{ name: … }` if the address says yes or no. */
export function yesOrNo<Name extends string>(search: Search, name: Name): Known<Name, boolean> {
  const given = search[name];
  return known(name, typeof given === "boolean" ? given : undefined);
}

/** `{ name: "unt_…" }` if the address has an id of this kind, as the server writes them. */
export function id<Name extends string>(search: Search, name: Name, prefix: string): Known<Name, string> {
  return matching(search, name, new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`));
}

/** `{ name: "recommend" }` if the address has what a question, a touchpoint or the like can be called. */
export function key<Name extends string>(search: Search, name: Name): Known<Name, string> {
  return matching(search, name, /^\w{1,64}$/);
}

/** `{ name: "3" }` if the address has a whole number above zero, such as that of a version. */
export function number<Name extends string>(search: Search, name: Name): Known<Name, string> {
  return matching(search, name, /^[1-9]\d{0,8}$/);
}

/** `{ name: "zh-CN" }` if the address has the tag of a language. */
export function language<Name extends string>(search: Search, name: Name): Known<Name, string> {
  return matching(search, name, /^(?=.{2,35}$)[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/);
}

/** `{ cursor: "…" }` if the address has a place in a list, as the server writes them. */
export function cursor(search: Search): Known<"cursor", string> {
  return matching(search, "cursor", /^[\w-]+$/);
}

/** `{ name: "/cases" }` if the address has a place on this site, never on another. */
export function place<Name extends string>(search: Search, name: Name): Known<Name, string> {
  return matching(search, name, /^\/(?![/\\])/);
}

function matching<Name extends string>(search: Search, name: Name, form: RegExp): Known<Name, string> {
  const given = wordOf(search, name);
  return known(name, given !== undefined && form.test(given) ? given : undefined);
}

/** The router reads what looks like a number as one. */
function wordOf(search: Search, name: string): string | undefined {
  const given = search[name];
  if (typeof given === "number") return String(given);
  return typeof given === "string" && given !== "" ? given : undefined;
}

function known<Name extends string, Value>(name: Name, value: Value | undefined): Known<Name, Value> {
  return value === undefined ? {} : ({ [name]: value } as Known<Name, Value>);
}
