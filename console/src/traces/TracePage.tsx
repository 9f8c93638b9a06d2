import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { Card } from "../ui/Card.tsx";
import { Name } from "../ui/Name.tsx";
import { Page } from "../ui/Page.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { Changes } from "./Changes.tsx";
import { Effects } from "./Effects.tsx";
import { Playbooks } from "./Playbooks.tsx";
import styles from "./TracePage.module.css";

/** Why an event led, or did not lead, to what: what it changed, what the playbooks said, what was done. */
export function TracePage(): ReactNode {
  const { messageId } = useParams({ from: "/inside/traces/$messageId" });
  const { t } = useTranslation(["traces", "customers", "cases"]);
  const one = useQuery({
    queryKey: ["traces", messageId],
    queryFn: () =>
      answered(api.GET("/v1/traces/{message_id}", { params: { path: { message_id: messageId } } })),
  });
  if (one.error && !one.data) return <Failed error={one.error} again={() => void one.refetch()} />;
  if (!one.data) return <Loading rows={12} />;
  const trace = one.data;
  const { event } = trace;
  return (
    <Page
      title={t("title", {
        event: t(`customers:event.${event.name as "Order Completed"}`, { defaultValue: event.name }),
      })}
      isNarrow
      lead={
        <>
          <RelativeTime at={event.occurred_at} />
          {event.customer && (
            <>
              {" · "}
              <Link to="/customers/$customerId" params={{ customerId: event.customer }}>
                <Name id={event.customer} otherwise={t("customers:stranger")} />
              </Link>
            </>
          )}
          {trace.elsewhere && ` · ${t("cases:elsewhere")}`}
        </>
      }
    >
      <Changes trace={trace} />
      <Playbooks trace={trace} />
      <Effects trace={trace} />
      <Card title={t("raw")}>
        <details>
          <summary>{t("show")}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too */}
          <pre className={styles.raw} tabIndex={0}>
            {JSON.stringify(trace, null, 2)}
          </pre>
        </details>
      </Card>
    </Page>
  );
}
