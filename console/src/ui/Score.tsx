import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Score.module.css";
import type { Tone } from "./tone.ts";

const SHAPES: Record<Tone, string> = { good: "M5 1 9.5 9h-9z", mid: "M1 3.5h8v3H1z", bad: "M5 9 .5 1h9z" };

/** A score in its colour, and for those who do not see colours its shape. */
export function Score({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <span className={styles.score} data-tone={tone}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <path d={SHAPES[tone]} fill="currentColor" />
      </svg>
      <span className="visually-hidden">{t(`tone.${tone}`)}</span>
      {children}
    </span>
  );
}
