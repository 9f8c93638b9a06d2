import { PhoneOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { identity, profileOf } from "../customers/profile.ts";
import { customerQuery } from "../customers/queries.ts";
import { useMoney } from "../ui/money.ts";
import { Name } from "../ui/Name.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import styles from "./CaseCard.module.css";
import { Clock } from "./Clock.tsx";
import { Quote } from "./Quote.tsx";
import type { Case } from "./queries.ts";

/** One case as the front line sees it in a list: who, what, how long, and the call. */
export function CaseCard({ of, isNew = false }: { of: Case; isNew?: boolean }): ReactNode {
  const { t } = useTranslation("cases");
  const cause = of.causes.at(-1);
  return (
    <article className={styles.card} data-new={isNew}>
      <header className={styles.header}>
        <h2 className={styles.name}>
          <Link to="/cases/$caseId" params={{ caseId: of.id }} className={styles.link}>
            <Name id={of.customer} otherwise={t("stranger")} />
          </Link>
        </h2>
        {of.priority === "high" && <span className={styles.high}>{t("priority.high")}</span>}
        <span className={styles.clock}>
          <Clock of={of} />
        </span>
      </header>
      {cause && <Quote text={cause.reason} />}
      <p className={styles.where}>
        <Name id={of.unit} otherwise={t("noUnit")} /> · <RelativeTime at={of.opened_at} />
        {of.state !== "open" && ` · ${t(`state.${of.state as "in_progress"}`)}`}
        {of.causes_total > 1 && ` · ${t("causes", { count: of.causes_total })}`}
      </p>
      <CustomerInShort customer={of.customer} />
    </article>
  );
}

function CustomerInShort({ customer }: { customer: string }): ReactNode {
  const { t } = useTranslation("cases");
  const money = useMoney();
  const { data } = useQuery(customerQuery(customer));
  if (!data) return <p className={styles.short}>&nbsp;</p>;
  const profile = profileOf(data);
  const phone = identity(profile, "phone");
  return (
    <p className={styles.short}>
      {profile.orders_total > 0
        ? t("orders", { count: profile.orders_total, spend: money(profile.spend_total) })
        : t("noOrders")}
      {phone && (
        <a className={styles.call} href={`tel:${phone}`} aria-label={t("callNumber", { phone })}>
          <PhoneOutlined aria-hidden /> {t("call")}
        </a>
      )}
    </p>
  );
}
