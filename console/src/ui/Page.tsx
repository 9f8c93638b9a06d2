import type { ReactNode } from "react";
import styles from "./Page.module.css";
import { useTitle } from "./useTitle.ts";

interface PageProps {
  title: string;
  /** A line below the title: what this page is about, or where it belongs. */
  lead?: ReactNode;
  /** Beside the title: the one or two things that are done here most. */
  actions?: ReactNode;
  /** For reading: text is not wider than the eye likes. */
  isNarrow?: boolean;
  children: ReactNode;
}

/** The frame of every page. */
export function Page({ title, lead, actions, isNarrow = false, children }: PageProps): ReactNode {
  useTitle(title);
  return (
    <div className={styles.page} data-narrow={isNarrow}>
      <header className={styles.header}>
        <div className={styles.titles}>
          <h1>{title}</h1>
          {lead && <div className={styles.lead}>{lead}</div>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
