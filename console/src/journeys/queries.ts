import { keepPreviousData, queryOptions, useQueryClient } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";
import type { Journey } from "./journey.ts";
import { type Other, type Scope, stepOf } from "./view.ts";

/** A brand has no more. */
const JOURNEYS_MAX = 200;

export const journeysQuery = queryOptions({
  queryKey: ["journeys", "list"],
  queryFn: () => answered(api.GET("/v1/journeys", { params: { query: { limit: JOURNEYS_MAX } } })),
});

export const journeyQuery = (journey_id: string) =>
  queryOptions({
    queryKey: ["journeys", "one", journey_id],
    queryFn: () => answered(api.GET("/v1/journeys/{journey_id}", { params: { path: { journey_id } } })),
  });

export const templatesQuery = queryOptions({
  queryKey: ["journeys", "templates"],
  queryFn: () => answered(api.GET("/v1/journeys/templates")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const figuresQuery = (journey_id: string, scope: Scope) =>
  queryOptions({
    queryKey: ["journeys", "figures", journey_id, scope],
    queryFn: () =>
      answered(
        api.GET("/v1/journeys/{journey_id}/figures", {
          params: { path: { journey_id }, query: { ...scope, by: stepOf(scope) } },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

export const comparisonQuery = (journey_id: string, scope: Scope, other: Other | undefined) =>
  queryOptions({
    queryKey: ["journeys", "compare", journey_id, scope, other],
    queryFn: () =>
      answered(
        api.GET("/v1/journeys/{journey_id}/compare", {
          params: { path: { journey_id }, query: { ...scope, ...other } },
        }),
      ),
    enabled: other !== undefined,
    placeholderData: keepPreviousData,
  });

export const courseQuery = (journey_id: string, touchpoint_id: string, scope: Scope) =>
  queryOptions({
    queryKey: ["journeys", "course", journey_id, touchpoint_id, scope],
    queryFn: () =>
      answered(
        api.GET("/v1/journeys/{journey_id}/touchpoints/{touchpoint_id}", {
          params: { path: { journey_id, touchpoint_id }, query: { ...scope, by: stepOf(scope) } },
        }),
      ),
  });

type Draft = Schemas["JourneyRequest"];

/** Changes journeys, and forgets what is known of them. */
export function useJourneyChanges(): {
  create: (draft: Draft) => Promise<Journey>;
  replace: (id: string, draft: Draft) => Promise<Journey>;
  remove: (id: string) => Promise<void>;
} {
  const queries = useQueryClient();
  const changed = async <T>(change: Promise<T>): Promise<T> => {
    const done = await change;
    await queries.invalidateQueries({ queryKey: ["journeys"] });
    return done;
  };
  return {
    create: (body) => changed(answered(api.POST("/v1/journeys", { body }))),
    replace: (journey_id, body) =>
      changed(answered(api.PUT("/v1/journeys/{journey_id}", { params: { path: { journey_id } }, body }))),
    remove: async (journey_id) => {
      await answered(api.DELETE("/v1/journeys/{journey_id}", { params: { path: { journey_id } } }));
      queries.removeQueries({ queryKey: ["journeys", "one", journey_id] });
      await queries.invalidateQueries({ queryKey: ["journeys", "list"] });
    },
  };
}
