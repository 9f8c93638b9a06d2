import { type ReactNode, useId } from "react";
import styles from "./Card.module.css";

interface CardProps {
  title?: string;
  actions?: ReactNode;
  /** Without padding, for tables and lists. */
  isFlush?: boolean;
  children: ReactNode;
}

/** A surface for one matter. */
export function Card({ title, actions, isFlush = false, children }: CardProps): ReactNode {
  const id = useId();
  return (
    <section className={styles.card} data-flush={isFlush} aria-labelledby={title ? id : undefined}>
      {title && (
        <header className={styles.header}>
          <h2 id={id}>{title}</h2>
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}
