import { ImportOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable, rowLink } from "../ui/DataTable.tsx";
import { Page } from "../ui/Page.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { ImportSurvey } from "./ImportSurvey.tsx";
import { NewSurvey } from "./NewSurvey.tsx";
import { type Survey, surveysQuery } from "./queries.ts";
import { SurveyState } from "./SurveyState.tsx";
import { questionsOf } from "./studio/format.ts";
import { definitionOf } from "./studio/useDraftOf.ts";

/** What the brand asks. */
export function SurveysPage(): ReactNode {
  const { t } = useTranslation("surveys");
  const { cursor } = useSearch({ from: "/inside/surveys" });
  const navigate = useNavigate({ from: "/surveys" });
  const page = useQuery(surveysQuery(cursor));
  const may = useMay();
  const [isImporting, setImporting] = useState(false);
  const [isMaking, setMaking] = useState(false);
  const make = may("edit_survey") ? (
    <>
      <Button icon={<ImportOutlined aria-hidden />} onClick={() => setImporting(true)}>
        {t("import.open")}
      </Button>
      <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
        {t("new.make")}
      </Button>
    </>
  ) : null;
  const name = (survey: Survey): ReactNode => (
    <Link to="/surveys/$surveyId" params={{ surveyId: survey.id }} className={rowLink}>
      {survey.name}
    </Link>
  );
  const columns: Column<Survey>[] = [
    { key: "name", title: t("name"), render: name },
    { key: "state", title: t("state.title"), render: ({ state }) => <SurveyState state={state} /> },
    {
      key: "questions",
      title: t("questions"),
      align: "end",
      render: (survey) => questionsOf(definitionOf(survey)).length,
    },
    { key: "version", title: t("version"), align: "end", render: ({ version }) => version ?? "–" },
    { key: "changed", title: t("changed"), render: ({ changed_at }) => <RelativeTime at={changed_at} /> },
  ];
  return (
    <Page title={t("title")} lead={t("lead")} actions={make}>
      {isImporting && <ImportSurvey onClose={() => setImporting(false)} />}
      <Card isFlush>
        <DataTable
          label={t("title")}
          columns={columns}
          rowKey={({ id }) => id}
          page={page}
          card={(survey) => (
            <>
              {name(survey)}
              <div>
                <SurveyState state={survey.state} />
              </div>
            </>
          )}
          empty={{ title: t("empty.title"), text: t("empty.text"), action: make }}
          cursor={cursor}
          onCursor={(next) => void navigate({ search: { cursor: next } })}
        />
      </Card>
      {isMaking && <NewSurvey onClose={() => setMaking(false)} />}
    </Page>
  );
}
