import type { ReactNode } from "react";
import styles from "./Pill.module.css";

/** `on` works, `wait` does not yet, `off` not any more, `failed` went wrong. */
export type Mode = "on" | "wait" | "off" | "failed";

/** A state in a word. It is no score, so it has none of their colours. */
export function Pill({ mode, children }: { mode: Mode; children: ReactNode }): ReactNode {
  return (
    <span className={styles.pill} data-mode={mode}>
      <span className={styles.dot} aria-hidden="true" />
      {children}
    </span>
  );
}
