// What stands where there is nothing yet, nothing at all, or something went wrong.

import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { reason } from "./reason.ts";
import styles from "./states.module.css";

/** Says what will appear here and offers the first step. */
export function Empty({
  title,
  text,
  action,
}: {
  title: string;
  text?: string;
  action?: ReactNode;
}): ReactNode {
  return (
    <div className={styles.state}>
      <p className={styles.title}>{title}</p>
      {text && <p className={styles.text}>{text}</p>}
      {action}
    </div>
  );
}

/** Keeps the place of what is on its way. */
export function Loading({ rows = 6 }: { rows?: number }): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <div className={styles.loading} role="status" aria-label={t("loading")}>
      <Skeleton active title={false} paragraph={{ rows, width: "100%" }} />
    </div>
  );
}

/** Says what went wrong and what to do, and lets it be tried again. */
export function Failed({ error, again }: { error: unknown; again?: () => void }): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <div className={styles.state} role="alert">
      <p className={styles.title}>{t(`failed.${reason(error)}.title`)}</p>
      <p className={styles.text}>{t(`failed.${reason(error)}.text`)}</p>
      {again && <Button onClick={again}>{t("again")}</Button>}
    </div>
  );
}

/** A page that failed as a whole. */
export function Broken({ error, reset }: { error: unknown; reset: () => void }): ReactNode {
  return <Failed error={error} again={reset} />;
}

/** An address where there is nothing. */
export function NotFound(): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <main className={styles.state}>
      <h1 className={styles.title}>{t("failed.missing.title")}</h1>
      <p className={styles.text}>{t("failed.missing.text")}</p>
      <a href="/">{t("home")}</a>
    </main>
  );
}
