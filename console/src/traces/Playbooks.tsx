import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import styles from "./Lines.module.css";
import { type Consideration, considerations, type Step, stepsOf, type Trace } from "./trace.ts";
import { isBad, useOutcomeWords } from "./useOutcomeWords.ts";

/** What each playbook that listens to such events said. */
export function Playbooks({ trace }: { trace: Trace }): ReactNode {
  const { t } = useTranslation("traces");
  const considered = considerations(trace);
  return (
    <Card title={t("playbooks")} isFlush={considered.length > 0}>
      {considered.length === 0 && <p className={styles.soft}>{t("noPlaybooks")}</p>}
      <ul>
        {considered.map((one) => (
          <li key={one.playbook} className={styles.playbook}>
            <p>
              <strong>
                <PlaybookName id={one.playbook} />
              </strong>{" "}
              <span className={styles.soft}>{verdict(t, one)}</span>
            </p>
            <Steps steps={stepsOf(trace, one.run)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function PlaybookName({ id }: { id: string }): ReactNode {
  const may = useMay();
  const { data } = useQuery({
    queryKey: ["playbooks", "names"],
    queryFn: () => answered(api.GET("/v1/playbooks", { params: { query: { limit: 500 } } })),
    enabled: may("read_playbooks"),
    staleTime: 300_000,
  });
  const found = (data?.items as { id?: string; name: string }[] | undefined)?.find(
    (playbook) => playbook.id === id,
  );
  return found?.name ?? id;
}

type T = ReturnType<typeof useTranslation<"traces">>["t"];

/** Why it acted, or why it did not. */
function verdict(t: T, { condition, admission }: Consideration): string {
  if (condition?.value === "does_not_hold")
    return t("verdict.does_not_hold", { part: (condition.part ?? 0) + 1 });
  if (condition?.value === "failed") return t("verdict.failed");
  return t(`verdict.${admission?.admission ?? "already"}`);
}

function Steps({ steps }: { steps: Step[] }): ReactNode {
  const words = useOutcomeWords();
  if (steps.length === 0) return null;
  return (
    <ol className={styles.steps}>
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a run may come by the same step twice
        <li key={at}>
          {step.step}:{" "}
          {step.case ? (
            <Link to="/cases/$caseId" params={{ caseId: step.case }}>
              {words(step)}
            </Link>
          ) : (
            <span className={isBad(step) ? styles.bad : undefined}>{words(step)}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
