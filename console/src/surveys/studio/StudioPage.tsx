import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Failed, Loading } from "../../ui/states.tsx";
import { surveyQuery } from "../queries.ts";
import { StudioFrame } from "./StudioFrame.tsx";

/** Making a survey: what is asked, in which order and language, when, and how it looks while one does. */
export function StudioPage(): ReactNode {
  const { surveyId } = useParams({ from: "/inside/surveys/$surveyId/edit" });
  const { data, error, refetch } = useQuery(surveyQuery(surveyId));
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={12} />;
  return <StudioFrame key={data.id} stored={data} />;
}
