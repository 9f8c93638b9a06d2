import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DayField } from "./DayField.tsx";
import styles from "./DayRange.module.css";

/** The first and the last day; either may be missing. */
export function DayRange({
  value,
  onChange,
}: {
  value: { from?: string | undefined; to?: string | undefined };
  onChange: (days: { from: string | undefined; to: string | undefined }) => void;
}): ReactNode {
  const { t } = useTranslation("ui");
  const { from, to } = value;
  return (
    <span className={styles.range}>
      <DayField
        className={styles.day ?? ""}
        aria-label={t("period.from")}
        value={from}
        max={to}
        onChange={(day) => onChange({ from: day, to })}
      />
      <span aria-hidden="true">–</span>
      <DayField
        className={styles.day ?? ""}
        aria-label={t("period.to")}
        value={to}
        min={from}
        onChange={(day) => onChange({ from, to: day })}
      />
    </span>
  );
}
