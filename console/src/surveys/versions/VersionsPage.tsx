import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/Card.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { type Survey, surveyQuery } from "../queries.ts";
import { SurveyFrame } from "../SurveyFrame.tsx";
import { Changes } from "./Changes.tsx";
import { DRAFT, differenceQuery, type SurveyVersion, versionsQuery } from "./queries.ts";
import styles from "./versions.module.css";

/** The published versions of a survey, and how any two of them differ. */
export function VersionsPage(): ReactNode {
  const { t } = useTranslation("versions");
  const { surveyId } = useParams({ from: "/inside/surveys/$surveyId/versions" });
  const { cursor } = useSearch({ from: "/inside/surveys/$surveyId/versions" });
  const navigate = useNavigate({ from: "/surveys/$surveyId/versions" });
  const { data: survey, error, refetch } = useQuery(surveyQuery(surveyId));
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
  if (error && !survey) return <Failed error={error} again={() => void refetch()} />;
  if (!survey) return <Loading rows={10} />;
  return (
    <SurveyFrame survey={survey} part="versions">
      <div className={styles.layout}>
        {survey.version !== null && <Compared survey={survey} />}
        <Card isFlush>
          <DataTable
            label={t("list")}
            columns={columns}
            rowKey={({ version }) => String(version)}
            page={page}
            card={(row) => (
              <>
                {number(row)}
                <div>
                  <RelativeTime at={row.published_at} /> · {t("changed", { count: row.changes })}
                </div>
              </>
            )}
            empty={{ title: t("empty.title"), text: t("empty.text") }}
            cursor={cursor}
            onCursor={(next) => void navigate({ search: next ? { cursor: next } : {} })}
          />
        </Card>
      </div>
    </SurveyFrame>
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
  // What a version is compared with when nobody says: the server knows which is the one before.
  const { data } = useQuery(differenceQuery(survey, version, from));
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
        <Changes survey={survey} version={version} from={from} />
      </div>
    </Card>
  );
}
