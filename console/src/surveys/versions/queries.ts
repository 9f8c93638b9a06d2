import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../../api/client.ts";
import type { Survey } from "../queries.ts";
import type { Survey as Definition } from "../studio/format.ts";

export type SurveyVersion = Schemas["SurveyVersion"];
export type SurveyChange = Schemas["SurveyChange"];

export const versionsQuery = (survey_id: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["surveys", "versions", survey_id, cursor],
    queryFn: () =>
      answered(
        api.GET("/v1/surveys/{survey_id}/versions", {
          params: { path: { survey_id }, query: { limit: 50, cursor } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** The draft, among the numbers of versions. */
export const DRAFT = 0;

/** How a version, or the draft, differs from another or from the one before it. */
export const differenceQuery = (
  { id, changed_at }: Pick<Survey, "id" | "changed_at">,
  version: number,
  from: number | undefined,
) =>
  queryOptions({
    // Versions stay as they are; the draft does not.
    queryKey: ["surveys", "difference", id, version, from, version === DRAFT ? changed_at : undefined],
    queryFn: () =>
      answered(
        api.GET("/v1/surveys/{survey_id}/versions/{version}/difference", {
          params: { path: { survey_id: id, version }, query: from === undefined ? {} : { from } },
        }),
      ),
  });

/** A survey as one of its versions asks it. */
export const versionQuery = (survey_id: string, version: number) =>
  queryOptions({
    queryKey: ["surveys", "version", survey_id, version],
    queryFn: async () =>
      (await answered(
        api.GET("/v1/surveys/{survey_id}/versions/{version}", { params: { path: { survey_id, version } } }),
      )) as unknown as Definition,
    // A version stays as it is.
    staleTime: Number.POSITIVE_INFINITY,
  });
