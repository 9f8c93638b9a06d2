import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/Card.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Page } from "../../ui/Page.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { type Survey, surveyQuery } from "../queries.ts";
import { ChangeRow } from "./ChangeRow.tsx";
import { differenceQuery, type SurveyVersion, versionsQuery } from "./queries.ts";
import styles from "./versions.module.css";

/** The draft, among the numbers of versions. */
const DRAFT = 0;

/** The published versions of a survey, and how any two of them differ. */
export function VersionsPage(): ReactNode {
  const { t } = useTranslation("versions");
  const { surveyId } = useParams({ from: "/inside/surveys/$surveyId/versions" });
  const { cursor } = useSearch({ from: "/inside/surveys/$surveyId/versions" });
  const navigate = useNavigate({ from: "/surveys/$surveyId/versions" });
  const survey = useQuery(surveyQuery(surveyId));
  const page = useQuery(versionsQuery(surveyId, cursor));
  const number = (row: SurveyVersion): ReactNode => (
    <Link to="/surveys/$surveyId/versions" params={{ surveyId }} search={{ version: String(row.version) }}>
      {t("version", { version: row.version })}
    </Link>
  );
  const columns: Column<SurveyVersion>[] = [
    { key: "version", title: t("number"), render: number },
    { key: "since", title: t("since"), render: ({ published_at }) => <RelativeTime at={published_at} /> },
    { key: "questions", title: t("questions"), align: "end", render: ({ questions }) => questions },
    { key: "changes", title: t("changes"), align: "end", render: ({ changes }) => changes },
  ];
  return (
    <Page
      title={t("title", { name: survey.data?.name ?? "" })}
      lead={
        <Link to="/surveys/$surveyId" params={{ surveyId }}>
          {t("back")}
        </Link>
      }
    >
      <div className={styles.layout}>
        {survey.data && survey.data.version !== null && <Compared survey={survey.data} />}
        <Card isFlush>
          <DataTable
            label={t("list")}
            columns={columns}
            rowKey={({ version }) => String(version)}
            page={page}
            card={(row) => (
              <>
                {number(row)} · <RelativeTime at={row.published_at} />
                <div>{t("changed", { count: row.changes })}</div>
              </>
            )}
            empty={{ title: t("empty.title"), text: t("empty.text") }}
            cursor={cursor}
            onCursor={(next) => void navigate({ search: next ? { cursor: next } : {} })}
          />
        </Card>
      </div>
    </Page>
  );
}

/** Two versions, and what differs. */
function Compared({ survey }: { survey: Survey }): ReactNode {
  const { t } = useTranslation("versions");
  const search = useSearch({ from: "/inside/surveys/$surveyId/versions" });
  const navigate = useNavigate({ from: "/surveys/$surveyId/versions" });
  const latest = survey.version ?? 1;
  const version = search.version === undefined ? DRAFT : Number(search.version);
  const from = search.from === undefined ? undefined : Number(search.from);
  const { data, error, refetch } = useQuery(differenceQuery(survey.id, version, from));
  const numbers = Array.from({ length: Math.min(latest, 500) }, (_, at) => latest - at);
  const options = numbers.map((number) => ({ value: number, label: t("version", { version: number }) }));
  const show = (version: number, from: number | undefined): void =>
    void navigate({
      search: { version: String(version), ...(from === undefined ? {} : { from: String(from) }) },
    });
  return (
    <Card title={t("difference")}>
      <div className={styles.layout}>
        <div className={styles.pick}>
          <Select<number>
            style={{ minWidth: 140 }}
            aria-label={t("from")}
            placeholder={t("before")}
            value={data?.from ?? from ?? null}
            options={options.filter(({ value }) => value !== version)}
            onChange={(from) => show(version, from)}
          />
          <span aria-hidden="true">→</span>
          <Select<number>
            style={{ minWidth: 140 }}
            aria-label={t("to")}
            value={version}
            options={[{ value: DRAFT, label: t("draft") }, ...options]}
            onChange={(version) => show(version, from === version ? undefined : from)}
          />
        </div>
        {error && !data && <Failed error={error} again={() => void refetch()} />}
        {!data && !error && <Loading rows={4} />}
        {data && data.changes.length === 0 && <p>{t(data.from === null ? "first" : "same")}</p>}
        {data && data.changes.length > 0 && (
          <ol className={styles.changes} aria-label={t("difference")}>
            {data.changes.map((change, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a list that is shown whole and never reordered
              <ChangeRow key={at} change={change} />
            ))}
          </ol>
        )}
      </div>
    </Card>
  );
}
