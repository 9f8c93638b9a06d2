import { Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./DayRange.module.css";

/** The first and the last day, by the browser's own calendars; either may be missing. */
export function DayRange({
  value,
  onChange,
}: {
  value: { from?: string | undefined; to?: string | undefined };
  onChange: (days: { from: string | undefined; to: string | undefined }) => void;
}): ReactNode {
  const { t } = useTranslation("ui");
  const day = (name: "from" | "to"): ReactNode => (
    <Input
      type="date"
      className={styles.day ?? ""}
      aria-label={t(`period.${name}`)}
      value={value[name] ?? ""}
      max="2100-12-31"
      onChange={({ target }) =>
        onChange({ from: value.from, to: value.to, [name]: target.value || undefined })
      }
    />
  );
  return (
    <span className={styles.range}>
      {day("from")}
      <span aria-hidden="true">–</span>
      {day("to")}
    </span>
  );
}
