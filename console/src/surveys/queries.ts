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

/** Kinds of links, those first that are looked for most. */
export const LINK_KINDS = ["open", "single_use", "personal"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** So many pages in a row without a link of the kind are passed over: nobody wants to leaf through empty ones. */
const EMPTY_PAGES_MAX = 20;

export const linksQuery = (survey_id: string, kind: LinkKind | undefined, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["surveys", "links", survey_id, kind, cursor],
    queryFn: async ({ signal }) => {
      const from = (cursor: string | undefined) => {
        const params = { path: { survey_id }, query: { limit: 50, kind, cursor } };
        return answered(api.GET("/v1/surveys/{survey_id}/links", { params, signal }));
      };
      let page = await from(cursor);
      for (let n = 0; n < EMPTY_PAGES_MAX && page.items.length === 0 && page.next_cursor; n += 1) {
        page = await from(page.next_cursor);
      }
      return page;
    },
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
