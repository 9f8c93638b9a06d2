import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Card } from "../ui/Card.tsx";
import { Name } from "../ui/Name.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import styles from "./History.module.css";

/** What was done in a case, the latest first. */
export function History({ of }: { of: Schemas["CaseWithHistory"] }): ReactNode {
  const { t } = useTranslation("cases");
  return (
    <Card title={t("history")} isFlush>
      <ol>
        {of.history.toReversed().map((entry) => (
          <li key={entry.number} className={styles.entry}>
            <p className={styles.line}>
              <span>
                {t(`change.${entry.change as "noted"}`)}
                {entry.by && (
                  <>
                    {" · "}
                    <Name id={entry.by} otherwise={t("colleague")} />
                  </>
                )}
                <To detail={entry.detail as Detail} />
              </span>
              <span className={styles.when}>
                <RelativeTime at={entry.at} />
              </span>
            </p>
            <Note detail={entry.detail as Detail} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** What an entry says besides what it is; each kind has its own of these. */
interface Detail {
  text?: string;
  note?: string;
  to?: string | { member?: string; unit?: string };
  outcome?: string;
}

function To({ detail }: { detail: Detail }): ReactNode {
  const { t } = useTranslation("cases");
  const to = typeof detail.to === "string" ? detail.to : (detail.to?.member ?? detail.to?.unit);
  if (to) {
    return (
      <>
        {" → "}
        <Name id={to} otherwise={t("colleague")} />
      </>
    );
  }
  return detail.outcome ? ` · ${t(`outcome.${detail.outcome as "unknown"}`)}` : null;
}

function Note({ detail }: { detail: Detail }): ReactNode {
  const note = detail.text ?? detail.note;
  return note ? <p className={styles.note}>{note}</p> : null;
}
