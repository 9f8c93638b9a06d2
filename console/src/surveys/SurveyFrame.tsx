import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../session/account.ts";
import { ButtonLink } from "../ui/ButtonLink.tsx";
import { handOver } from "../ui/handOver.ts";
import { Page } from "../ui/Page.tsx";
import { Tab, Tabs } from "../ui/TabLinks.tsx";
import { Duplicate } from "./Duplicate.tsx";
import type { Survey } from "./queries.ts";
import { SurveyState } from "./SurveyState.tsx";
import { SurveyTurns } from "./SurveyTurns.tsx";

/** The pages of a survey, as the bar above them names them. */
type SurveyPart = "questions" | "results" | "responses" | "links" | "reach" | "versions";

interface SurveyFrameProps {
  survey: Survey;
  /** The page that is open. */
  part: SurveyPart;
  /** What this page adds to the line below the name. */
  lead?: ReactNode;
  children: ReactNode;
}

/** What stands above every page of a survey: what it is, where it stands, what can be done, and its other pages. */
export function SurveyFrame({ survey, part, lead, children }: SurveyFrameProps): ReactNode {
  const { t } = useTranslation(["surveys", "versions"]);
  const may = useMay();
  const [isCopying, setCopying] = useState(false);
  return (
    <Page
      title={survey.name}
      lead={
        <>
          <SurveyState state={survey.state} />
          {survey.version !== null && ` · ${t("versionOf", { version: survey.version })}`}
          {lead && <> · {lead}</>}
        </>
      }
      actions={
        may("edit_survey") && (
          <>
            <ButtonLink to="/surveys/$surveyId/edit" params={{ surveyId: survey.id }}>
              {t("edit")}
            </ButtonLink>
            <SurveyTurns
              survey={survey}
              others={[
                { name: t("versions:duplicate.verb"), begin: () => setCopying(true) },
                { name: t("export"), begin: () => handOver(documentOf(survey), `${survey.name}.json`) },
              ]}
            />
          </>
        )
      }
    >
      <SurveyTabs survey={survey} part={part} />
      {children}
      {isCopying && <Duplicate survey={survey} onClose={() => setCopying(false)} />}
    </Page>
  );
}

/** Everything that the survey consists of, as it is imported again. */
function documentOf({ draft }: Survey): Blob {
  return new Blob([JSON.stringify(draft, null, 2)], { type: "application/json" });
}

function SurveyTabs({ survey, part }: { survey: Survey; part: SurveyPart }): ReactNode {
  const { t } = useTranslation("surveys");
  const may = useMay();
  const params = { surveyId: survey.id };
  /** A part of the survey's first page. */
  const inside = (tab: "responses" | "links" | "reach"): ReactNode => (
    <Tab to="/surveys/$surveyId" params={params} search={{ tab }} isHere={part === tab}>
      {t(`part.${tab}`)}
    </Tab>
  );
  return (
    <Tabs label={survey.name}>
      <Tab to="/surveys/$surveyId" params={params} isHere={part === "questions"}>
        {t("part.questions")}
      </Tab>
      {may("read_metrics") && (
        <Tab to="/surveys/$surveyId/results" params={params} isHere={part === "results"}>
          {t("part.results")}
        </Tab>
      )}
      {may("read_responses") && inside("responses")}
      {inside("links")}
      {(may("edit_survey") || may("read_customers")) && inside("reach")}
      <Tab to="/surveys/$surveyId/versions" params={params} isHere={part === "versions"}>
        {t("part.versions")}
      </Tab>
    </Tabs>
  );
}
