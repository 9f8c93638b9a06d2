import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { isBad, useOutcomeWords } from "../traces/useOutcomeWords.ts";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable } from "../ui/DataTable.tsx";
import { Name } from "../ui/Name.tsx";
import { Pill } from "../ui/Pill.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import type { Playbook } from "./document.ts";
import { runsQuery } from "./queries.ts";
import styles from "./Runs.module.css";
import { historyOf, MODES, stateOf } from "./run.ts";
import { useStepWords } from "./useStepWords.ts";

type Run = Schemas["RunView"];

/** Who went through a playbook, and what it did for each. */
export function Runs({ playbook }: { playbook: Playbook }): ReactNode {
  const { t } = useTranslation("playbooks");
  const { cursor } = useSearch({ from: "/inside/playbooks/$playbookId" });
  const navigate = useNavigate({ from: "/playbooks/$playbookId" });
  const page = useQuery(runsQuery(playbook.id, cursor));
  const customer = (run: Run): ReactNode => (
    <Link to="/customers/$customerId" params={{ customerId: run.customer }}>
      <Name id={run.customer} otherwise={t("runs.someone")} />
    </Link>
  );
  const why = (run: Run): ReactNode => (
    <Link to="/traces/$messageId" params={{ messageId: run.message_id }}>
      {t("runs.why")}
    </Link>
  );
  const columns: Column<Run>[] = [
    { key: "customer", title: t("runs.customer"), render: customer },
    { key: "started", title: t("runs.started"), render: (run) => <RelativeTime at={run.started_at} /> },
    { key: "state", title: t("state.title"), render: (run) => <RunState run={run} /> },
    { key: "history", title: t("runs.history"), render: (run) => <History run={run} playbook={playbook} /> },
    { key: "why", title: t("runs.why"), render: why },
  ];
  return (
    <Card isFlush>
      <DataTable
        label={t("runs.title")}
        columns={columns}
        rowKey={({ id }) => id}
        page={page}
        card={(run) => (
          <>
            <div className={styles.line}>
              {customer(run)} <RunState run={run} /> {why(run)}
            </div>
            <History run={run} playbook={playbook} />
          </>
        )}
        empty={{ title: t("runs.empty.title"), text: t("runs.empty.text") }}
        cursor={cursor}
        onCursor={(next) => void navigate({ search: { tab: "runs", cursor: next } })}
      />
    </Card>
  );
}

function RunState({ run }: { run: Run }): ReactNode {
  const { t } = useTranslation("playbooks");
  const { state, until } = stateOf(run);
  return (
    <Pill mode={MODES[state]}>
      {t(`runs.state.${state}`)}
      {until && (
        <>
          {" · "}
          <RelativeTime at={until} />
        </>
      )}
    </Pill>
  );
}

/** What a run did, step by step. */
function History({ run, playbook }: { run: Run; playbook: Playbook }): ReactNode {
  const outcomeWords = useOutcomeWords();
  const words = useStepWords();
  const title = (id: string): string => {
    const step = playbook.steps.find((one) => one.id === id);
    return step ? words.title(step) : id;
  };
  return (
    <ul className={styles.history}>
      {historyOf(run).map((done) => (
        <li key={`${done.step} ${done.at} ${done.outcome}`} data-bad={isBad(done)}>
          {title(done.step)}: {outcomeWords(done)}
        </li>
      ))}
    </ul>
  );
}
