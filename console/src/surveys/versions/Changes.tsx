import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Failed, Loading } from "../../ui/states.tsx";
import type { Survey } from "../queries.ts";
import { ChangeRow } from "./ChangeRow.tsx";
import { differenceQuery } from "./queries.ts";
import styles from "./versions.module.css";

interface ChangesProps {
  survey: Survey;
  /** What is looked at: a version, or the draft. */
  version: number;
  /** What it is compared with; the version before it when none. */
  from?: number | undefined;
  /** In a dialog: what is long scrolls, so that the buttons stay in sight. */
  isScrolled?: boolean;
}

/** What differs between two versions of a survey, in words. */
export function Changes({ survey, version, from, isScrolled = false }: ChangesProps): ReactNode {
  const { t } = useTranslation("versions");
  const { data, error, refetch } = useQuery(differenceQuery(survey, version, from));
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  if (data.changes.length === 0) return <p>{t(data.from === null ? "first" : "same")}</p>;
  return (
    <ol
      className={styles.changes}
      aria-label={t("difference")}
      data-scrolled={isScrolled || undefined}
      tabIndex={isScrolled ? 0 : undefined}
    >
      {data.changes.map((change, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a list that is shown whole and never reordered
        <ChangeRow key={at} change={change} draft={survey.draft} />
      ))}
    </ol>
  );
}
