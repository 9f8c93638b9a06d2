import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Score } from "../ui/Score.tsx";
import styles from "./Quote.module.css";
import { reasonOf } from "./reason.ts";

/** A score and what the customer said with it. */
export function Quote({ text }: { text: string }): ReactNode {
  const { t } = useTranslation("cases");
  const { score, words } = reasonOf(text);
  return (
    <span className={styles.quote}>
      {score && <Score tone={score.tone}>{score.label}</Score>}
      {words ? <q>{words}</q> : <span className={styles.silent}>{t("silent")}</span>}
    </span>
  );
}
