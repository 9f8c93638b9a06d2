// What ids are called. Many parts of a page ask at the same moment; one request asks for all of them.

import { queryOptions, useQuery } from "@tanstack/react-query";
import { answered, api } from "./client.ts";

const IDS_MAX = 200;
const GATHER_MS = 5;

let waiting = new Map<string, ((name: string | null) => void)[]>();

/** The name of a customer, member or unit; none for what one may not see. */
export function useName(id: string | null | undefined): string | null | undefined {
  return useQuery({ ...nameQuery(id ?? ""), enabled: Boolean(id) }).data;
}

const nameQuery = (id: string) =>
  queryOptions({ queryKey: ["name", id], queryFn: () => nameOf(id), staleTime: 300_000 });

function nameOf(id: string): Promise<string | null> {
  if (waiting.size === 0) setTimeout(ask, GATHER_MS);
  return new Promise((resolve) => waiting.set(id, [...(waiting.get(id) ?? []), resolve]));
}

async function ask(): Promise<void> {
  const asked = [...waiting];
  waiting = new Map();
  for (let at = 0; at < asked.length; at += IDS_MAX) {
    const part = asked.slice(at, at + IDS_MAX);
    const ids = part.map(([id]) => id).join(",");
    const names = await answered(api.GET("/v1/names", { params: { query: { ids } } })).then(
      (answer) => answer.names as Record<string, string>,
      () => ({}) as Record<string, string>,
    );
    for (const [id, resolves] of part) for (const resolve of resolves) resolve(names[id] ?? null);
  }
}
