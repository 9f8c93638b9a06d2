// Surveys to start from, as the server ships them.

import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";

export type SurveyTemplate = Schemas["SurveyTemplateItem"];

export const surveyTemplatesQuery = queryOptions({
  queryKey: ["surveys", "templates"],
  queryFn: () => answered(api.GET("/v1/surveys/templates")),
  staleTime: Number.POSITIVE_INFINITY,
});

/** What is made of a template: a survey of this name that begins in this language. */
export function fromTemplate(
  { document }: SurveyTemplate,
  name: string,
  language: string,
): Schemas["SurveyDocument"] {
  return { ...document, name, default_language: language };
}
