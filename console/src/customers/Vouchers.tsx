import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { useMoney } from "../ui/money.ts";
import { Pill } from "../ui/Pill.tsx";
import { vouchersQuery } from "./queries.ts";
import styles from "./Vouchers.module.css";

/** What they were given: nothing where they were given nothing. */
export function Vouchers({ customer }: { customer: string }): ReactNode {
  const { t } = useTranslation("customers");
  const money = useMoney();
  const { data } = useQuery(vouchersQuery(customer));
  if (!data || data.items.length === 0) return null;
  return (
    <Card title={t("vouchers")} isFlush>
      <ul>
        {data.items.map(({ id, worth, value, code, state, last_day }) => (
          <li key={id} className={styles.voucher}>
            <p className={styles.line}>
              <strong>{worth}</strong>
              <Pill mode={state === "valid" ? "on" : "off"}>{t(`voucherState.${state as "valid"}`)}</Pill>
            </p>
            <p className={styles.soft}>
              <code>{code}</code> · {value !== null && `${money(value)} · `}
              {t("voucherUntil", { day: last_day })}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
