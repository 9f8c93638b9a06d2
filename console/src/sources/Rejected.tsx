import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { Code } from "../ui/Code.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { LOOKED_AT_MAX, rejectedQuery } from "./queries.ts";
import styles from "./source.module.css";

/** What a source sent that could not become an event, and why. */
export function Rejected({ source }: { source: string }): ReactNode {
  const { t } = useTranslation("sources");
  const rejected = useQuery(rejectedQuery(source));
  if (rejected.error && !rejected.data) {
    return <Failed error={rejected.error} again={() => void rejected.refetch()} />;
  }
  if (!rejected.data) return <Loading rows={10} />;
  const { items } = rejected.data;
  if (items.length === 0) return <Empty title={t("rejected.empty.title")} text={t("rejected.empty.text")} />;
  return (
    <Card title={t("rejected.title", { count: LOOKED_AT_MAX })} isFlush>
      {items.map(({ at, errors, excerpt, index, message_id }) => (
        <details key={`${at} ${index}`} className={styles.item}>
          <summary>
            <span className={styles.time}>
              <RelativeTime at={at} />
            </span>
            <span className={styles.errors}>
              {errors.map(({ field, message }) => (
                <span key={`${field} ${message}`}>
                  <code>{field}</code> {message}
                </span>
              ))}
            </span>
            <span className={styles.id}>{message_id ?? t("rejected.noId")}</span>
          </summary>
          <div className={styles.more}>
            <Code text={excerpt} label={t("rejected.excerpt")} />
          </div>
        </details>
      ))}
    </Card>
  );
}
