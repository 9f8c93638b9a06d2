import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useName } from "../api/names.ts";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { Name } from "../ui/Name.tsx";
import { Page } from "../ui/Page.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { CaseActions } from "./CaseActions.tsx";
import styles from "./CasePage.module.css";
import { Clock } from "./Clock.tsx";
import { CustomerCard } from "./CustomerCard.tsx";
import { History } from "./History.tsx";
import { Quote } from "./Quote.tsx";
import { caseQuery } from "./queries.ts";

/** One case: what the customer said, who they are, what was done, and what to do next. */
export function CasePage(): ReactNode {
  const { caseId } = useParams({ from: "/inside/cases/$caseId" });
  const { t } = useTranslation("cases");
  const may = useMay();
  const one = useQuery(caseQuery(caseId));
  const name = useName(one.data?.customer);
  if (one.error && !one.data) return <Failed error={one.error} again={() => void one.refetch()} />;
  if (!one.data) return <Loading rows={12} />;
  const of = one.data;
  return (
    <Page
      title={name ?? t("stranger")}
      isNarrow
      lead={
        <>
          <Name id={of.unit} otherwise={t("noUnit")} /> · {t(`state.${of.state as "open"}`)}
          {of.outcome && ` · ${t(`outcome.${of.outcome as "unknown"}`)}`}
        </>
      }
      actions={of.state !== "closed" && <Clock of={of} size={22} />}
    >
      <Card title={t("whatHappened")} isFlush>
        <ul>
          {of.causes.toReversed().map((cause) => (
            <li key={`${cause.at} ${cause.message_id}`} className={styles.cause}>
              <p className={styles.words}>
                <Quote text={cause.reason} />
              </p>
              <p className={styles.where}>
                {cause.message_id && (
                  <>
                    <Name id={cause.unit} otherwise={t("noUnit")} /> ·{" "}
                  </>
                )}
                <RelativeTime at={cause.at} />
                {cause.message_id && may("read_traces") && (
                  <>
                    {" · "}
                    <Link to="/traces/$messageId" params={{ messageId: cause.message_id }}>
                      {t("why")}
                    </Link>
                  </>
                )}
              </p>
            </li>
          ))}
        </ul>
      </Card>
      <CustomerCard customer={of.customer} />
      <div className={styles.last}>
        <History of={of} />
      </div>
      {may("handle_cases") && <CaseActions of={of} />}
    </Page>
  );
}
