import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";

export type Source = Schemas["Source"];

/** More than any brand has; a source has no route of its own. */
const SOURCES_MAX = 500;

/** How often the debugger looks for what came in. */
const LOOK_MS = 2000;

/** How many of the last events and of the rejected ones are looked at. */
export const LOOKED_AT_MAX = 50;

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: () => answered(api.GET("/v1/sources", { params: { query: { limit: SOURCES_MAX } } })),
});

/** What came in last from a source. */
export const arrivalsQuery = (source: string) =>
  queryOptions({
    queryKey: ["sources", source, "arrivals"],
    queryFn: () => answered(api.GET("/v1/events", { params: { query: { source, limit: LOOKED_AT_MAX } } })),
    staleTime: 0,
  });

export const rejectedQuery = (source_id: string) =>
  queryOptions({
    queryKey: ["sources", source_id, "rejected"],
    queryFn: () =>
      answered(
        api.GET("/v1/sources/{source_id}/rejected", {
          params: { path: { source_id }, query: { limit: LOOKED_AT_MAX } },
        }),
      ),
    refetchInterval: LOOK_MS,
  });

/** A key that was just made. The server never says it again; here it stays until it is put away. */
export const newKeyQuery = (source: string) =>
  queryOptions({
    queryKey: ["sources", source, "key"],
    queryFn: (): string | null => null,
    staleTime: Number.POSITIVE_INFINITY,
  });
