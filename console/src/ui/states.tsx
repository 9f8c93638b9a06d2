// What stands where there is nothing yet, nothing at all, or something went wrong.

import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client.ts";
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
export function Failed({ error, again }: { error: Error; again?: () => void }): ReactNode {
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
  return <Failed error={error instanceof Error ? error : new Error(String(error))} again={reset} />;
}

/** An address where there is nothing. */
export function NotFound(): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <Empty
      title={t("failed.missing.title")}
      text={t("failed.missing.text")}
      action={<a href="/">{t("home")}</a>}
    />
  );
}

function reason(error: Error): "unreachable" | "forbidden" | "missing" | "busy" | "broken" {
  if (!(error instanceof ApiProblem)) return error.name === "Unreachable" ? "unreachable" : "broken";
  if (error.status === 403) return "forbidden";
  if (error.status === 404 || error.status === 410) return "missing";
  return error.status === 429 || error.status === 503 ? "busy" : "broken";
}
