import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../../api/client.ts";

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

/** How a version, or the draft as 0, differs from another or from the one before it. */
export const differenceQuery = (survey_id: string, version: number, from: number | undefined) =>
  queryOptions({
    queryKey: ["surveys", "difference", survey_id, version, from],
    queryFn: () =>
      answered(
        api.GET("/v1/surveys/{survey_id}/versions/{version}/difference", {
          params: { path: { survey_id, version }, query: from === undefined ? {} : { from } },
        }),
      ),
  });
