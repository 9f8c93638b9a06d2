import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../../i18n/useLanguage.ts";
import { useAccount } from "../../session/account.ts";
import { sayDays, today } from "../../ui/days.ts";
import { handOver } from "../../ui/handOver.ts";
import { Empty, Failed, Loading } from "../../ui/states.tsx";
import { surveyQuery } from "../queries.ts";
import { SurveyFrame } from "../SurveyFrame.tsx";
import { CrossCard } from "./CrossCard.tsx";
import { Funnel } from "./Funnel.tsx";
import { Overview } from "./Overview.tsx";
import { QuestionCard } from "./QuestionCard.tsx";
import { type Results, resultsQuery } from "./queries.ts";
import { ResultsFilters } from "./ResultsFilters.tsx";
import styles from "./results.module.css";
import { COLUMNS, csvOf, rowsOf } from "./table.ts";
import { isNarrowed, type View, wantedOf } from "./view.ts";

/** What the responses to a survey say; what comes in is seen at once. */
export function ResultsPage(): ReactNode {
  const { language } = useLanguage();
  const { brand } = useAccount();
  const { surveyId } = useParams({ from: "/inside/surveys/$surveyId/results" });
  const view: View = useSearch({ from: "/inside/surveys/$surveyId/results" });
  const navigate = useNavigate({ from: "/surveys/$surveyId/results" });
  const wanted = wantedOf(view, today(brand.time_zone, Date.now()));
  const survey = useQuery(surveyQuery(surveyId));
  const { data, error, refetch, isPlaceholderData } = useQuery(resultsQuery(surveyId, wanted));
  const show = (next: View): void => void navigate({ search: next });
  if (survey.error && !survey.data)
    return <Failed error={survey.error} again={() => void survey.refetch()} />;
  if (!survey.data) return <Loading rows={12} />;
  const n = data && ` · n ${data.responses.completed.toLocaleString(language)}`;
  return (
    <SurveyFrame survey={survey.data} part="results" lead={`${sayDays(wanted, language)}${n ?? ""}`}>
      <ResultsFilters view={view} wanted={wanted} results={data} onChange={show}>
        {data && <Save results={data} name={survey.data.name} />}
      </ResultsFilters>
      {error && !data && <Failed error={error} again={() => void refetch()} />}
      {!data && !error && <Loading rows={12} />}
      {data && (
        <div className={styles.cards} aria-busy={isPlaceholderData}>
          <Shown surveyId={surveyId} view={view} results={data} onChange={show} />
        </div>
      )}
    </SurveyFrame>
  );
}

interface ShownProps {
  surveyId: string;
  view: View;
  results: Results;
  onChange: (view: View) => void;
}

function Shown({ surveyId, view, results, onChange }: ShownProps): ReactNode {
  const { t } = useTranslation("results");
  const { brand } = useAccount();
  const wanted = wantedOf(view, today(brand.time_zone, Date.now()));
  const { row, column, ...rest } = view;
  if (results.version === null) return <Empty title={t("draft.title")} text={t("draft.text")} />;
  if (results.responses.completed + results.responses.partial === 0) {
    const what = isNarrowed(view) ? "none" : "empty";
    return <Empty title={t(`${what}.title`)} text={t(`${what}.text`)} />;
  }
  return (
    <>
      <Overview results={results} />
      {results.questions.map((question) => (
        <QuestionCard key={question.id} survey={surveyId} wanted={wanted} question={question} />
      ))}
      <CrossCard
        survey={surveyId}
        wanted={wanted}
        questions={results.questions}
        row={row}
        column={column}
        onChange={(row, column) =>
          onChange({ ...rest, ...(row ? { row } : {}), ...(column ? { column } : {}) })
        }
      />
      <Funnel results={results} />
    </>
  );
}

/** Hands over the numbers that are shown, as a file. */
function Save({ results, name }: { results: Results; name: string }): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const save = (): void => {
    const blob = new Blob([csvOf([COLUMNS, ...rowsOf(results, language)])], {
      type: "text/csv;charset=utf-8",
    });
    handOver(blob, `${name} ${results.from} ${results.to}.csv`);
  };
  return (
    <Button icon={<DownloadOutlined aria-hidden />} onClick={save}>
      {t("save")}
    </Button>
  );
}
