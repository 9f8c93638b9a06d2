import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { INTERVAL_MS } from "./feed.ts";
import styles from "./Rate.module.css";

/** Intervals of the last minute. */
const MINUTE = 60_000 / INTERVAL_MS;

/** How much came in the last minute, and how that went in the minutes before. */
export function Rate({ label, values, tone }: { label: string; values: number[]; tone?: "bad" }): ReactNode {
  const { t } = useTranslation("live");
  const perMinute = values.slice(-MINUTE).reduce((sum, value) => sum + value, 0);
  const most = Math.max(4, ...values);
  return (
    <div className={styles.rate}>
      <span className={styles.label}>{label}</span>
      <span className={styles.value}>
        {perMinute}
        <small>{t("perMinute")}</small>
      </span>
      <svg
        className={styles.bars}
        viewBox={`0 0 ${values.length * 4} 24`}
        preserveAspectRatio="none"
        data-tone={tone}
        aria-hidden="true"
      >
        {values.map((value, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <rect key={at} x={at * 4} width={3} y={24 - (24 * value) / most} height={(24 * value) / most} />
        ))}
      </svg>
    </div>
  );
}
