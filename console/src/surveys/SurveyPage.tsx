import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { SurveyReach } from "../asking/SurveyReach.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { Links } from "./Links.tsx";
import { Previews } from "./Previews.tsx";
import { surveyQuery } from "./queries.ts";
import { SurveyFrame } from "./SurveyFrame.tsx";
import { SurveyResponses } from "./SurveyResponses.tsx";

/** One survey: what is asked, what came back, where it is posted. */
export function SurveyPage(): ReactNode {
  const { surveyId } = useParams({ from: "/inside/surveys/$surveyId" });
  const { tab = "questions" } = useSearch({ from: "/inside/surveys/$surveyId" });
  const { data: survey, error, refetch } = useQuery(surveyQuery(surveyId));
  if (error && !survey) return <Failed error={error} again={() => void refetch()} />;
  if (!survey) return <Loading rows={10} />;
  return (
    <SurveyFrame survey={survey} part={tab}>
      {tab === "questions" && <Previews survey={survey} />}
      {tab === "responses" && <SurveyResponses survey={survey.id} />}
      {tab === "links" && <Links survey={survey} />}
      {tab === "reach" && <SurveyReach survey={survey} />}
    </SurveyFrame>
  );
}
