import { Input, InputNumber } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import styles from "./MessageCustomer.module.css";

const DAYS = 30;
const DAYS_MAX = 365;
const MONEY_MAX = 1_000_000;

/** What was typed of a voucher. */
export interface VoucherDraft {
  worth?: string;
  /** In whole units of the currency. */
  money?: number | null;
  days?: number | null;
}

/** The voucher that is wished for; nothing as long as it does not say what it is worth. */
export function wishOf({ worth = "", money, days = DAYS }: VoucherDraft): Schemas["VoucherWish"] | undefined {
  if (worth.trim() === "" || !days) return undefined;
  return { worth: worth.trim(), days, value: money ? Math.round(money * 100) : null };
}

/** What the customer gets, what that costs, and for how long. */
export function VoucherFields({
  value,
  onChange,
}: {
  value: VoucherDraft;
  onChange: (value: VoucherDraft) => void;
}): ReactNode {
  const { t } = useTranslation("cases");
  const id = useId();
  return (
    <div className={styles.voucher}>
      <div>
        <label htmlFor={`${id}.worth`}>{t("voucher.worth")}</label>
        <Input
          id={`${id}.worth`}
          maxLength={60}
          placeholder={t("voucher.worthPlaceholder")}
          value={value.worth ?? ""}
          onChange={(event) => onChange({ ...value, worth: event.target.value })}
        />
      </div>
      <div>
        <label htmlFor={`${id}.value`}>{t("voucher.value")}</label>
        <InputNumber
          id={`${id}.value`}
          min={0.01}
          max={MONEY_MAX}
          style={{ width: "100%" }}
          value={value.money ?? null}
          onChange={(money) => onChange({ ...value, money })}
        />
      </div>
      <div>
        <label htmlFor={`${id}.days`}>{t("voucher.days")}</label>
        <InputNumber
          id={`${id}.days`}
          min={1}
          max={DAYS_MAX}
          precision={0}
          style={{ width: "100%" }}
          value={value.days === undefined ? DAYS : value.days}
          onChange={(days) => onChange({ ...value, days })}
        />
      </div>
    </div>
  );
}
