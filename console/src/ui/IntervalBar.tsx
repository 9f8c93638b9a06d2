import type { ReactNode } from "react";
import styles from "./IntervalBar.module.css";

interface IntervalBarProps {
  low: number;
  high: number;
  /** The estimate. */
  at: number;
  /** The ends of the scale. */
  min: number;
  max: number;
  /** It rests on few answers: hatched. */
  isSmall: boolean;
}

/** An interval on its scale, with the estimate as a tick. Whoever draws it says the same in words. */
export function IntervalBar({ low, high, at, min, max, isSmall }: IntervalBarProps): ReactNode {
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
