import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { Card } from "../ui/Card.tsx";
import { length } from "../ui/length.ts";
import { Page } from "../ui/Page.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { TabLinks } from "../ui/TabLinks.tsx";
import type { Playbook } from "./document.ts";
import styles from "./PlaybookPage.module.css";
import { PlaybookState } from "./PlaybookState.tsx";
import { playbookQuery } from "./queries.ts";
import { RunCounts } from "./RunCounts.tsx";
import { Runs } from "./Runs.tsx";
import { StepsText } from "./StepsText.tsx";
import { Switch } from "./Switch.tsx";

const StepsGraph = lazy(() => import("./StepsGraph.tsx").then((file) => ({ default: file.StepsGraph })));

/** One playbook: when it acts, what it does, and what it did. */
export function PlaybookPage(): ReactNode {
  const { t } = useTranslation("playbooks");
  const { playbookId } = useParams({ from: "/inside/playbooks/$playbookId" });
  const { tab = "steps" } = useSearch({ from: "/inside/playbooks/$playbookId" });
  const { data: playbook, error, refetch } = useQuery(playbookQuery(playbookId));
  if (error && !playbook) return <Failed error={error} again={() => void refetch()} />;
  if (!playbook) return <Loading rows={10} />;
  return (
    <Page
      title={playbook.name}
      lead={
        <>
          <PlaybookState state={playbook.state} /> · {t("version", { version: playbook.version })}
        </>
      }
      actions={<Switch playbook={playbook} />}
    >
      <RunCounts playbook={playbook} />
      <TabLinks
        label={playbook.name}
        tabs={[
          { tab: "steps", name: t("steps") },
          { tab: "runs", name: t("runs.title") },
        ]}
      />
      {tab === "steps" ? (
        <div className={styles.columns}>
          <Card title={t("graph")}>
            <Suspense fallback={<Loading rows={8} />}>
              <StepsGraph playbook={playbook} />
            </Suspense>
          </Card>
          <div className={styles.side}>
            <When playbook={playbook} />
            <Card title={t("text")}>
              <StepsText steps={playbook.steps} />
            </Card>
          </div>
        </div>
      ) : (
        <Runs playbook={playbook} />
      )}
    </Page>
  );
}

/** What begins a run, for whom, how often, and who is left out to measure by. */
function When({ playbook }: { playbook: Playbook }): ReactNode {
  const { t } = useTranslation("playbooks");
  const { language } = useLanguage();
  const { trigger, condition, key, re_entry, holdout } = playbook;
  const again =
    re_entry.rule === "after"
      ? t("again.after", { length: length(re_entry.duration, language) })
      : t(`again.${re_entry.rule}`, { key: key ?? "" });
  return (
    <Card title={t("when")}>
      <dl className={styles.facts}>
        <dt>{t("trigger")}</dt>
        <dd>{trigger.event}</dd>
        <dt>{t("condition")}</dt>
        <dd>{condition ? <code>{condition}</code> : t("noCondition")}</dd>
        <dt>{t("again.title")}</dt>
        <dd>{again}</dd>
        <dt>{t("holdout")}</dt>
        <dd>{holdout ? t("holdoutShare", { percent: Math.round(holdout.share * 100) }) : t("noHoldout")}</dd>
      </dl>
    </Card>
  );
}
