import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Score } from "../ui/Score.tsx";
import styles from "./Quote.module.css";
import { reasonOf } from "./reason.ts";

/** A score and what the customer said with it; nothing of what was said where one may not look. */
export function Quote({ text }: { text: string | null }): ReactNode {
  const { t } = useTranslation("cases");
  if (text === null) return <span className={styles.silent}>{t("elsewhere")}</span>;
  const { score, words } = reasonOf(text);
  return (
    <span className={styles.quote}>
      {score && <Score tone={score.tone}>{score.label}</Score>}
      {words ? <q>{words}</q> : <span className={styles.silent}>{t("silent")}</span>}
    </span>
  );
}
