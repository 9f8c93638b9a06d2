import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useMay } from "../session/account.ts";
import { Ask } from "../ui/Ask.tsx";
import { Card } from "../ui/Card.tsx";
import { useMoney } from "../ui/money.ts";
import { Name } from "../ui/Name.tsx";
import { Pill } from "../ui/Pill.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { vouchersQuery } from "./queries.ts";
import styles from "./Vouchers.module.css";

/** What they were given: nothing where they were given nothing. */
export function Vouchers({ customer }: { customer: string }): ReactNode {
  const { t } = useTranslation("customers");
  const money = useMoney();
  const may = useMay();
  const { data } = useQuery(vouchersQuery(customer));
  if (!data || data.items.length === 0) return null;
  return (
    <Card title={t("vouchers")} isFlush>
      <ul>
        {data.items.map((voucher) => (
          <li key={voucher.id} className={styles.voucher}>
            <p className={styles.line}>
              <strong>{voucher.worth}</strong>
              <Pill mode={voucher.state === "valid" ? "on" : "off"}>
                {t(`voucherState.${voucher.state as "valid"}`)}
              </Pill>
            </p>
            <p className={styles.soft}>
              <code>{voucher.code}</code> · {voucher.value !== null && `${money(voucher.value)} · `}
              {voucher.redeemed_at ? <Used of={voucher} /> : t("voucherUntil", { day: voucher.last_day })}
            </p>
            {voucher.state === "valid" && may("handle_cases") && <Redeem of={voucher} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Voucher = Schemas["Voucher"];

/** When it was used, and who took it. */
function Used({ of }: { of: Voucher }): ReactNode {
  const { t } = useTranslation(["customers", "cases"]);
  return (
    <>
      {of.redeemed_at && <RelativeTime at={of.redeemed_at} />} · {t("redeem.by")}{" "}
      <Name id={of.redeemed_by} otherwise={t("cases:colleague")} />
    </>
  );
}

/** Takes the voucher that the customer shows, once. */
function Redeem({ of }: { of: Voucher }): ReactNode {
  const { t } = useTranslation("customers");
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const redeem = async (): Promise<void> => {
    const params = { path: { code: of.code } };
    await answered(api.POST("/v1/vouchers/{code}/redeem", { params, body: {} }));
    await queries.invalidateQueries({ queryKey: ["customers"] });
  };
  return (
    <>
      <Button size="small" aria-label={t("redeem.label", { code: of.code })} onClick={() => setAsking(true)}>
        {t("redeem.verb")}
      </Button>
      {isAsking && (
        <Ask
          title={t("redeem.title", { worth: of.worth })}
          consequence={t("redeem.consequence", { code: of.code })}
          verb={t("redeem.verb")}
          isFinal
          onYes={redeem}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
