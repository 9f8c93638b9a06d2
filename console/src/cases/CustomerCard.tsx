import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { profileOf } from "../customers/profile.ts";
import { customerQuery } from "../customers/queries.ts";
import { Tags } from "../customers/Tags.tsx";
import { Card } from "../ui/Card.tsx";
import { useMoney } from "../ui/money.ts";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Loading } from "../ui/states.tsx";
import styles from "./CustomerCard.module.css";

/** The customer in short, for whoever is about to call them. */
export function CustomerCard({ customer }: { customer: string }): ReactNode {
  const { t } = useTranslation("cases");
  const money = useMoney();
  const { data, error } = useQuery(customerQuery(customer));
  if (error) return null;
  if (!data) return <Loading rows={3} />;
  const profile = profileOf(data);
  return (
    <Card
      title={t("customer")}
      actions={
        <Link to="/customers/$customerId" params={{ customerId: data.id }}>
          {t("everything")}
        </Link>
      }
    >
      <dl className={styles.facts}>
        <div>
          <dt>{t("visits")}</dt>
          <dd>{profile.orders_total}</dd>
        </div>
        <div>
          <dt>{t("spend")}</dt>
          <dd>{money(profile.spend_total)}</dd>
        </div>
        <div>
          <dt>{t("last")}</dt>
          <dd>{profile.last_order_at ? <RelativeTime at={profile.last_order_at} /> : t("never")}</dd>
        </div>
      </dl>
      <Tags tags={profile.tags ?? {}} />
    </Card>
  );
}
