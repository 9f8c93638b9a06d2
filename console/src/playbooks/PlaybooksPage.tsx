import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable, rowLink } from "../ui/DataTable.tsx";
import { Page } from "../ui/Page.tsx";
import type { Playbook } from "./document.ts";
import { PlaybookState } from "./PlaybookState.tsx";
import { playbooksQuery } from "./queries.ts";

/** What the brand does by itself. */
export function PlaybooksPage(): ReactNode {
  const { t } = useTranslation("playbooks");
  const { cursor } = useSearch({ from: "/inside/playbooks" });
  const navigate = useNavigate({ from: "/playbooks" });
  const page = useQuery(playbooksQuery(cursor));
  const name = ({ id, name }: Playbook): ReactNode => (
    <Link to="/playbooks/$playbookId" params={{ playbookId: id }} className={rowLink}>
      {name}
    </Link>
  );
  const columns: Column<Playbook>[] = [
    { key: "name", title: t("name"), render: name },
    { key: "state", title: t("state.title"), render: ({ state }) => <PlaybookState state={state} /> },
    { key: "trigger", title: t("trigger"), render: ({ trigger }) => trigger.event },
    { key: "steps", title: t("steps"), align: "end", render: ({ steps }) => steps.length },
    {
      key: "holdout",
      title: t("holdout"),
      align: "end",
      render: ({ holdout }) => (holdout ? `${Math.round(holdout.share * 100)} %` : "–"),
    },
  ];
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Card isFlush>
        <DataTable
          label={t("title")}
          columns={columns}
          rowKey={({ id }) => id}
          page={page}
          card={(playbook) => (
            <>
              {name(playbook)}
              <div>
                <PlaybookState state={playbook.state} /> · {playbook.trigger.event}
              </div>
            </>
          )}
          empty={{ title: t("empty.title"), text: t("empty.text") }}
          cursor={cursor}
          onCursor={(next) => void navigate({ search: { cursor: next } })}
        />
      </Card>
    </Page>
  );
}
