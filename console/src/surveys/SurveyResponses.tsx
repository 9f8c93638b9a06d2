import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { filterOf } from "../responses/filter.ts";
import { Responses } from "../responses/Responses.tsx";

/** What came back to a survey. */
export function SurveyResponses({ survey }: { survey: string }): ReactNode {
  const search = useSearch({ from: "/inside/surveys/$surveyId" });
  const navigate = useNavigate({ from: "/surveys/$surveyId" });
  return (
    <Responses
      survey={survey}
      filter={filterOf(search)}
      cursor={search.cursor}
      onShow={(filter, cursor) => void navigate({ search: { tab: "responses", ...filter, cursor } })}
    />
  );
}
