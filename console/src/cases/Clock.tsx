import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../ui/RelativeTime.tsx";
import { hours } from "../ui/time.ts";
import styles from "./Clock.module.css";
import type { Case } from "./queries.ts";

/** Below this share of its time a case is short of it. */
const SHORT = 0.25;

/** How long a case has left: a ring that empties, and hours and minutes. */
export function Clock({ of, size = 18 }: { of: Case; size?: number }): ReactNode {
  const { t } = useTranslation("cases");
  const now = useNow(30_000);
  const [from, to] = [Date.parse(of.opened_at), Date.parse(of.due_at)];
  const left = Math.max(0, Math.min(1, (to - now) / (to - from)));
  const tone = left === 0 ? "late" : left < SHORT ? "short" : "fine";
  const time = hours(Math.abs(to - now));
  return (
    <span className={styles.clock} data-tone={tone}>
      <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="8" className={styles.back} />
        <circle cx="10" cy="10" r="8" className={styles.left} pathLength={1} strokeDasharray={`${left} 1`} />
      </svg>
      <span className="visually-hidden">{tone === "late" ? t("lateBy") : t("timeLeft")}</span>
      {tone === "late" ? t("late", { time }) : t("left", { time })}
    </span>
  );
}
