// Places in a survey's document. The fields of the studio are bound to them, and the server names them when something
// is wrong there.

/** Names and places in lists. */
export type Path = readonly (string | number)[];

/** As the server writes a path: `pages[0].title`. */
export function written(path: Path): string {
  return path.reduce<string>(
    (before, part) =>
      typeof part === "number" ? `${before}[${part}]` : before === "" ? part : `${before}.${part}`,
    "",
  );
}

/** A path as the server writes it, taken apart. */
export function parsed(text: string): Path {
  return [...text.matchAll(/([A-Za-z0-9_-]+)|\[(\d+)\]/g)].map(([, name, at]) => name ?? Number(at));
}

/** What stands at a path. */
export function get(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string | number, unknown>)[part]
        : undefined,
    root,
  );
}

/** The document with another value at a path; `undefined` takes what is there away. */
export function put<Root>(root: Root, path: Path, value: unknown): Root {
  const [name, ...rest] = path;
  if (name === undefined) return value as Root;
  if (Array.isArray(root)) {
    return root.map((item, at) => (at === name ? put(item, rest, value) : item)) as Root;
  }
  const inner = put((root as Record<string, unknown> | undefined)?.[name], rest, value);
  if (inner !== undefined) return { ...root, [name]: inner } as Root;
  if (root === undefined) return root;
  const { [name]: _, ...others } = root as Record<string, unknown>;
  return others as Root;
}
