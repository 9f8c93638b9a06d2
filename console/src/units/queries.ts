import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";
import type { Node } from "./tree.ts";

const PAGE = 500;
/** Units that a search shows; more are found by typing more. */
const FOUND_MAX = 100;

/** Everything about units that is on screen. */
export const UNITS = ["units"];

const FRESH_MS = 60_000;

export const unitQuery = (unit_id: string) =>
  queryOptions({
    queryKey: [...UNITS, "one", unit_id],
    queryFn: () => answered(api.GET("/v1/units/{unit_id}", { params: { path: { unit_id } } })),
  });

/** The tops of what one may see. */
export const topsQuery = queryOptions({
  queryKey: [...UNITS, "tops"],
  queryFn: () => branch({}),
  staleTime: FRESH_MS,
});

/** All directly below a unit, page by page. */
export const childrenQuery = (below: string) =>
  queryOptions({
    queryKey: [...UNITS, "below", below],
    queryFn: () => branch({ below }),
    staleTime: FRESH_MS,
  });

/** One unit with the way to it. */
export const placeQuery = (unit: string) =>
  queryOptions({
    queryKey: [...UNITS, "place", unit],
    queryFn: () => branch({ unit }),
    staleTime: FRESH_MS,
  });

/** Units by a part of their name or code. */
export const foundQuery = (q: string) =>
  queryOptions({
    queryKey: [...UNITS, "found", q],
    queryFn: () => answered(api.GET("/v1/units/tree", { params: { query: { q, limit: FOUND_MAX } } })),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });

async function branch(part: { below?: string; unit?: string }): Promise<Node[]> {
  const found: Node[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...part, limit: PAGE, ...(cursor && { cursor }) };
    const page = await answered(api.GET("/v1/units/tree", { params: { query } }));
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return found;
}

/** Sends a file of units as it is. */
export function importUnits(file: string): Promise<Schemas["ImportReport"]> {
  return answered(
    api.POST("/v1/units/import", {
      body: file,
      bodySerializer: (text: string) => text,
      headers: { "content-type": "text/csv" },
    }),
  );
}
