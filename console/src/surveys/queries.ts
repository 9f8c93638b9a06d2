import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";

export type Survey = Schemas["Survey"];

export const surveysQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ["surveys", "list", cursor],
    queryFn: () => answered(api.GET("/v1/surveys", { params: { query: { limit: 50, cursor } } })),
    placeholderData: keepPreviousData,
  });

export const surveyQuery = (survey_id: string) =>
  queryOptions({
    queryKey: ["surveys", "one", survey_id],
    queryFn: () => answered(api.GET("/v1/surveys/{survey_id}", { params: { path: { survey_id } } })),
  });

export const linksQuery = (survey_id: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["surveys", "links", survey_id, cursor],
    queryFn: () =>
      answered(
        api.GET("/v1/surveys/{survey_id}/links", {
          params: { path: { survey_id }, query: { limit: 50, cursor } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export type Turn = "publish" | "pause" | "resume" | "close";

/** Publishes a survey as it was when it had this `changed_at`; refused when somebody has changed it since. */
export function publishSurvey(survey_id: string, made_from: string): Promise<Survey> {
  return answered(
    api.POST("/v1/surveys/{survey_id}/publish", { params: { path: { survey_id }, query: { made_from } } }),
  );
}

export function turnSurvey(survey_id: string, turn: Exclude<Turn, "publish">): Promise<Survey> {
  return answered(api.POST(`/v1/surveys/{survey_id}/${turn}`, { params: { path: { survey_id } } }));
}
