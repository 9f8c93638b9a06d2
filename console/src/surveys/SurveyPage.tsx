import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { SurveyReach } from "../asking/SurveyReach.tsx";
import { useMay } from "../session/account.ts";
import { ButtonLink } from "../ui/ButtonLink.tsx";
import { Page } from "../ui/Page.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { TabLinks } from "../ui/TabLinks.tsx";
import { Duplicate } from "./Duplicate.tsx";
import { Links } from "./Links.tsx";
import { Previews } from "./Previews.tsx";
import { surveyQuery } from "./queries.ts";
import { SurveyResponses } from "./SurveyResponses.tsx";
import { SurveyState } from "./SurveyState.tsx";
import { SurveyTurns } from "./SurveyTurns.tsx";

/** One survey: what is asked, what came back, where it is posted. */
export function SurveyPage(): ReactNode {
  const { t } = useTranslation(["surveys", "asking"]);
  const may = useMay();
  const { surveyId } = useParams({ from: "/inside/surveys/$surveyId" });
  const { tab = "questions" } = useSearch({ from: "/inside/surveys/$surveyId" });
  const { data: survey, error, refetch } = useQuery(surveyQuery(surveyId));
  if (error && !survey) return <Failed error={error} again={() => void refetch()} />;
  if (!survey) return <Loading rows={10} />;
  return (
    <Page
      title={survey.name}
      lead={
        <>
          <SurveyState state={survey.state} />
          {survey.version !== null && ` · ${t("versionOf", { version: survey.version })}`}
          {may("read_metrics") && " · "}
          {may("read_metrics") && (
            <Link to="/surveys/$surveyId/results" params={{ surveyId: survey.id }}>
              {t("link", { ns: "results" })}
            </Link>
          )}
          {" · "}
          <Link to="/surveys/$surveyId/versions" params={{ surveyId: survey.id }}>
            {t("versionsLink", { ns: "results" })}
          </Link>
        </>
      }
      actions={
        may("edit_survey") && (
          <>
            <ButtonLink to="/surveys/$surveyId/edit" params={{ surveyId: survey.id }}>
              {t("edit")}
            </ButtonLink>
            <Duplicate survey={survey} />
            <SurveyTurns survey={survey} />
          </>
        )
      }
    >
      <TabLinks
        label={survey.name}
        tabs={[
          { tab: "questions", name: t("questions") },
          ...(may("read_responses") ? [{ tab: "responses", name: t("responses") }] : []),
          { tab: "links", name: t("links.title") },
          ...(may("edit_survey") || may("read_customers") ? [{ tab: "reach", name: t("asking:tab") }] : []),
        ]}
      />
      {tab === "questions" && <Previews survey={survey} />}
      {tab === "responses" && <SurveyResponses survey={survey.id} />}
      {tab === "links" && <Links survey={survey} />}
      {tab === "reach" && <SurveyReach survey={survey} />}
    </Page>
  );
}
