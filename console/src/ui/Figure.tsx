import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Figure.module.css";
import { IntervalBar } from "./IntervalBar.tsx";
import { N_SMALL } from "./metric.ts";
import type { Tone } from "./tone.ts";

interface FigureProps {
  label: string;
  /** As it is to be read, with its unit; nothing when there is no answer yet. */
  value: string | null;
  /** How many answers, orders, … it is made of; left out for what is counted itself. */
  n?: number;
  /** From and to, with the ends of the scale they are drawn on. */
  interval?: { low: number; high: number; at: number; min: number; max: number };
  /** The interval in words, where plain numbers do not say it. */
  ends?: string;
  tone?: Tone;
  /** How it is made, in a sentence. */
  method?: string;
}

/** A number that says how sure it is. */
export function Figure({ label, value, n, interval, ends, tone, method }: FigureProps): ReactNode {
  const { t, i18n } = useTranslation("ui");
  const isSmall = n !== undefined && n < N_SMALL;
  const count = new Intl.NumberFormat(i18n.language);
  return (
    <div className={styles.figure} data-tone={tone}>
      <Tooltip title={method}>
        <span className={styles.label} tabIndex={method ? 0 : undefined}>
          {label}
        </span>
      </Tooltip>
      <span className={styles.value}>{value ?? "–"}</span>
      {interval && value !== null && <IntervalBar {...interval} isSmall={isSmall} />}
      <span className={styles.basis}>
        {ends && `${ends} `}
        {!ends &&
          interval &&
          value !== null &&
          `[${count.format(interval.low)}, ${count.format(interval.high)}] `}
        {n !== undefined && `n ${count.format(n)}`}
        {isSmall && ` · ${t("few")}`}
      </span>
    </div>
  );
}
