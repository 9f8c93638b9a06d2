import { Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { CustomerChoice } from "../surveys/CustomerChoice.tsx";
import { Card } from "../ui/Card.tsx";
import styles from "./asking.module.css";
import type { Way } from "./queries.ts";
import { Verdict } from "./Verdict.tsx";

const WAYS = ["email", "sms", "wechat", "web"] as const;

/** Tries a customer: would they be asked now, and why. */
export function TryCustomer({ survey }: { survey: string }): ReactNode {
  const { t } = useTranslation("asking");
  const [customer, setCustomer] = useState<string>();
  const [way, setWay] = useState<Way>();
  return (
    <Card title={t("trying.title")}>
      <p className={styles.soft}>{t("trying.text")}</p>
      <div className={styles.fields}>
        <label htmlFor="try-customer">
          <span>{t("trying.customer")}</span>
          <CustomerChoice id="try-customer" {...(customer && { value: customer })} onChange={setCustomer} />
        </label>
        <label htmlFor="try-way">
          <span>{t("trying.way")}</span>
          <Select
            id="try-way"
            value={way ?? "any"}
            onChange={(chosen: Way | "any") => setWay(chosen === "any" ? undefined : chosen)}
            options={[
              { value: "any" as const, label: t("trying.any") },
              ...WAYS.map((one) => ({ value: one, label: t(`channel.${one}`) })),
            ]}
          />
        </label>
      </div>
      {customer && <Verdict survey={survey} customer={customer} way={way} />}
    </Card>
  );
}
