import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Figure.module.css";
import type { Tone } from "./tone.ts";

/** Below this many, an interval says more than the number. */
const N_SMALL = 30;

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
      {interval && value !== null && <Interval {...interval} isSmall={isSmall} />}
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

/** The interval on its scale, with the estimate as a tick; hatched when it rests on few. */
function Interval({
  low,
  high,
  at,
  min,
  max,
  isSmall,
}: Required<FigureProps>["interval"] & { isSmall: boolean }): ReactNode {
  const x = (value: number): number => (100 * (Math.min(max, Math.max(min, value)) - min)) / (max - min);
  return (
    <svg className={styles.interval} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="3.5" width="100" height="1" className={styles.scale} />
      <rect
        x={x(low)}
        y="2"
        width={Math.max(1, x(high) - x(low))}
        height="4"
        className={styles.range}
        data-small={isSmall}
      />
      <rect x={x(at) - 0.6} y="0" width="1.2" height="8" className={styles.tick} />
    </svg>
  );
}
