import type { ReactNode } from "react";
import styles from "./Code.module.css";
import { CopyButton } from "./CopyButton.tsx";

/** Lines for a machine, to read and to copy. */
export function Code({ text, label }: { text: string; label: string }): ReactNode {
  return (
    <div className={styles.code}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too */}
      <section className={styles.scroll} tabIndex={0} aria-label={label}>
        <pre>{text}</pre>
      </section>
      <div className={styles.copy}>
        <CopyButton text={text} label={label} />
      </div>
    </div>
  );
}
