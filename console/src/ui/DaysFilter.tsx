import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./DaysFilter.module.css";

interface DaysFilterProps {
  /** The first day and the last one, as `2026-03-31`. */
  from: string | undefined;
  until: string | undefined;
  onChange: (days: { from?: string | undefined; until?: string | undefined }) => void;
}

/** From one day to another, both included. The browser's own fields: they know the reader's way to write a date. */
export function DaysFilter({ from, until, onChange }: DaysFilterProps): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <span className={styles.days}>
      <input
        type="date"
        aria-label={t("from")}
        value={from ?? ""}
        max={until}
        onChange={({ target }) => onChange({ from: target.value || undefined })}
      />
      <span aria-hidden="true">–</span>
      <input
        type="date"
        aria-label={t("until")}
        value={until ?? ""}
        min={from}
        onChange={({ target }) => onChange({ until: target.value || undefined })}
      />
    </span>
  );
}
