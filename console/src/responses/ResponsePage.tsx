import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { questionsOf, type Survey, said } from "../surveys/studio/format.ts";
import { versionQuery } from "../surveys/versions/queries.ts";
import { Card } from "../ui/Card.tsx";
import { Name } from "../ui/Name.tsx";
import { Page } from "../ui/Page.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { exact } from "../ui/time.ts";
import { AnswerText, Unanswered } from "./AnswerText.tsx";
import { Apart } from "./Apart.tsx";
import { Flags } from "./Flags.tsx";
import styles from "./Responses.module.css";
import { Scores } from "./Scores.tsx";

/** What is written so long after it was completed was completed elsewhere. */
const PAST_MS_MIN = 60_000;

/** One response in full: what was asked, what was answered, what it is about. */
export function ResponsePage(): ReactNode {
  const { t } = useTranslation("responses");
  const { responseId } = useParams({ from: "/inside/responses/$responseId" });
  const response = useQuery({
    queryKey: ["responses", responseId],
    queryFn: () =>
      answered(api.GET("/v1/responses/{response_id}", { params: { path: { response_id: responseId } } })),
  });
  // As it was asked: the draft may say it otherwise by now.
  const survey = useQuery({
    ...versionQuery(response.data?.survey ?? "", response.data?.version ?? 0),
    enabled: response.isSuccess,
  });
  const error = response.error ?? survey.error;
  if (error)
    return <Failed error={error} again={() => void (response.error ? response : survey).refetch()} />;
  if (!response.data || !survey.data) return <Loading rows={8} />;
  return (
    <Page
      title={t("one")}
      lead={
        <>
          <Link
            to="/surveys/$surveyId"
            params={{ surveyId: response.data.survey }}
            search={{ tab: "responses" }}
          >
            {survey.data.name}
          </Link>{" "}
          · <RelativeTime at={response.data.started_at} />
        </>
      }
      isNarrow
      actions={
        <>
          <Apart apart={response.data.apart} /> <Flags flags={response.data.flags} />{" "}
          <Scores response={response.data} />
        </>
      }
    >
      <Card title={t("answers")}>
        <Answers response={response.data} survey={survey.data} />
      </Card>
      <About response={response.data} />
    </Page>
  );
}

function Answers({ response, survey }: { response: Schemas["ResponseInFull"]; survey: Survey }): ReactNode {
  const { language } = useLanguage();
  const answers: Record<string, unknown> = response.answers;
  const say = (text: Parameters<typeof said>[0]): string => said(text, language, survey);
  return (
    <dl className={styles.answers}>
      {questionsOf(survey)
        .filter(({ kind }) => kind !== "statement")
        .map((question) => (
          <div key={question.id}>
            <dt className={styles.question}>{say(question.title) || question.id}</dt>
            <dd>
              {question.id in answers ? (
                <AnswerText
                  response={response.id}
                  question={question}
                  answer={answers[question.id]}
                  items={response.items}
                  say={say}
                />
              ) : (
                <Unanswered />
              )}
            </dd>
          </div>
        ))}
    </dl>
  );
}

function About({ response }: { response: Schemas["SurveyResponse"] }): ReactNode {
  const { t } = useTranslation("responses");
  const { language } = useLanguage();
  const { customer, unit, started_at, submitted_at, changed_at, version } = response;
  // Answered before, and taken in later: that led to nothing.
  const isPast = submitted_at !== null && Date.parse(changed_at) - Date.parse(submitted_at) > PAST_MS_MIN;
  return (
    <Card
      title={t("about")}
      actions={
        submitted_at &&
        !isPast && (
          <Link to="/traces/$messageId" params={{ messageId: `response:${response.id}` }}>
            {t("why")}
          </Link>
        )
      }
    >
      <dl className={styles.facts}>
        <dt>{t("customer")}</dt>
        <dd>
          {customer ? (
            <Link to="/customers/$customerId" params={{ customerId: customer }}>
              <Name id={customer} otherwise={t("someone")} />
            </Link>
          ) : (
            t("nobody")
          )}
        </dd>
        <dt>{t("unit")}</dt>
        <dd>
          <Name id={unit} />
        </dd>
        <dt>{t("begun")}</dt>
        <dd>{exact(started_at, language)}</dd>
        <dt>{t("done")}</dt>
        <dd>{submitted_at ? exact(submitted_at, language) : t("partial")}</dd>
        {isPast && (
          <>
            <dt>{t("takenIn")}</dt>
            <dd>{exact(changed_at, language)}</dd>
          </>
        )}
        <dt>{t("version")}</dt>
        <dd>{version}</dd>
      </dl>
    </Card>
  );
}
