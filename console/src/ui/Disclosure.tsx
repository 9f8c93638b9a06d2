import { type ReactNode, useState } from "react";
import styles from "./Disclosure.module.css";

/** What is needed less often, folded in until it is opened or there is something in it. */
export function Disclosure({
  title,
  note,
  startsOpen,
  children,
}: {
  title: string;
  /** What stands in it, in a word, while it is closed. */
  note?: ReactNode;
  startsOpen: boolean;
  children: ReactNode;
}): ReactNode {
  const [isOpen, setOpen] = useState(startsOpen);
  return (
    <details
      className={styles.disclosure}
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        {title}
        {note && <span className={styles.note}>{note}</span>}
      </summary>
      <div className={styles.fields}>{children}</div>
    </details>
  );
}
