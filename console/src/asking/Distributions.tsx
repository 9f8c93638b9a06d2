import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Survey } from "../surveys/queries.ts";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable } from "../ui/DataTable.tsx";
import { type Mode, Pill } from "../ui/Pill.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { DistributionProgress } from "./DistributionProgress.tsx";
import { NewDistribution } from "./NewDistribution.tsx";
import { type Distribution, distributionsQuery } from "./queries.ts";

const MODES: Record<string, Mode> = {
  draft: "wait",
  choosing: "on",
  inviting: "on",
  waiting: "on",
  done: "off",
  stopping: "wait",
  stopped: "off",
};

/** To whom a survey was sent, and how far each of these is. */
export function Distributions({ survey }: { survey: Survey }): ReactNode {
  const { t } = useTranslation("asking");
  const { cursor } = useSearch({ from: "/inside/surveys/$surveyId" });
  const navigate = useNavigate({ from: "/surveys/$surveyId" });
  const page = useQuery(distributionsQuery(survey.id, cursor));
  const [isMaking, setMaking] = useState(false);
  const [opened, setOpened] = useState<string>();
  const make = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
      {t("distribution.make")}
    </Button>
  );
  const name = (row: Distribution): ReactNode => (
    <Button
      type="link"
      size="small"
      // In line with what stands above and below it.
      style={{ paddingInline: 0 }}
      aria-expanded={opened === row.id}
      onClick={() => setOpened(opened === row.id ? undefined : row.id)}
    >
      {row.plan.name}
    </Button>
  );
  const state = (row: Distribution): ReactNode => (
    <Pill mode={MODES[row.state] ?? "off"}>{t(`distribution.state.${row.state}`)}</Pill>
  );
  const columns: Column<Distribution>[] = [
    { key: "name", title: t("distribution.name"), render: name },
    { key: "state", title: t("distribution.progress"), render: state },
    { key: "invited", title: t("distribution.invited"), align: "end", render: (row) => row.invited },
    {
      key: "created",
      title: t("distribution.created"),
      render: (row) => <RelativeTime at={row.created_at} />,
    },
  ];
  return (
    <Card title={t("distribution.title")} isFlush actions={make}>
      <DataTable
        label={survey.name}
        columns={columns}
        rowKey={({ id }) => id}
        page={page}
        card={(row) => (
          <>
            {name(row)} {state(row)}
          </>
        )}
        empty={{ title: t("distribution.empty.title"), text: t("distribution.empty.text") }}
        cursor={cursor}
        onCursor={(next) => void navigate({ search: { tab: "reach", cursor: next } })}
      />
      {opened && <DistributionProgress survey={survey.id} id={opened} />}
      {isMaking && <NewDistribution survey={survey.id} onMade={setOpened} onClose={() => setMaking(false)} />}
    </Card>
  );
}
