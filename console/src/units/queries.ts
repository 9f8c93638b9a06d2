import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";
import type { Unit } from "./tree.ts";

const PAGE = 500;

/** Everything about units that is on screen. */
export const UNITS = ["units"];

export const unitQuery = (unit_id: string) =>
  queryOptions({
    queryKey: [...UNITS, "one", unit_id],
    queryFn: () => answered(api.GET("/v1/units/{unit_id}", { params: { path: { unit_id } } })),
  });

/** All directly below a unit, page by page. */
export const childrenQuery = (parent: string) =>
  queryOptions({
    queryKey: [...UNITS, "below", parent],
    queryFn: () => childrenOf(parent),
    staleTime: 60_000,
  });

async function childrenOf(parent: string): Promise<Unit[]> {
  const found: Unit[] = [];
  let cursor: string | undefined;
  do {
    const query = { parent, limit: PAGE, cursor };
    const page = await answered(api.GET("/v1/units", { params: { query } }));
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
