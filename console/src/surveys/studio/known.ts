// What the platform knows of whom a survey asks, and a condition can be about, as the server lists it.

import { queryOptions, useQuery } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../../api/client.ts";

export type KnownField = Schemas["SurveyField"];

const fieldsQuery = queryOptions({
  queryKey: ["survey_fields"],
  queryFn: () => answered(api.GET("/v1/surveys/fields")),
  // They change with the server only.
  staleTime: Number.POSITIVE_INFINITY,
});

const NONE: readonly KnownField[] = [];

export function useKnownFields(): readonly KnownField[] {
  return useQuery(fieldsQuery).data?.items ?? NONE;
}
