import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { type Metric, sayDifference } from "../ui/metric.ts";
import styles from "./Change.module.css";

/** How a figure differs from another, and whether that is more than noise. */
export function Change({
  metric,
  change,
  hasInterval = false,
}: {
  metric: Metric;
  change: Schemas["Change"] | null;
  hasInterval?: boolean;
}): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  if (!change) return null;
  const { difference, low, high, is_real } = change;
  const say = (value: number): string => sayDifference(metric, value, language);
  const direction = is_real ? (difference > 0 ? "good" : "bad") : "none";
  const words = is_real ? t(difference > 0 ? "change.better" : "change.worse") : t("change.noise");
  return (
    <span className={styles.change} data-direction={direction}>
      {direction !== "none" && (
        <svg width="8" height="8" viewBox="0 0 10 10" aria-hidden="true">
          <path d={direction === "good" ? "M5 1 9.5 9h-9z" : "M5 9 .5 1h9z"} fill="currentColor" />
        </svg>
      )}
      <span>
        {say(difference)} {hasInterval && `[${say(low)}, ${say(high)}] `}
        {words}
      </span>
    </span>
  );
}
