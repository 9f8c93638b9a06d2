import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Quote } from "../cases/Quote.tsx";
import { useMoney } from "../ui/money.ts";
import styles from "./MomentText.module.css";
import { useWhyNot } from "./whyNot.ts";

interface OrderProperties {
  total?: number;
  products?: { name?: string; product_id?: string; quantity?: number }[];
}

/** What was bought. */
export function OrderMoment({ event }: { event: Schemas["EventView"] }): ReactNode {
  const { t } = useTranslation("customers");
  const money = useMoney();
  const { total, products = [] } = (event.properties ?? {}) as OrderProperties;
  const names = products.map(
    ({ name, product_id, quantity = 1 }) =>
      `${name ?? product_id ?? ""}${quantity > 1 ? ` ×${quantity}` : ""}`,
  );
  return (
    <>
      <strong>{t(`event.${event.name as "Order Completed"}`, { defaultValue: event.name })}</strong>{" "}
      {total !== undefined && money(total * 100)} <span className={styles.soft}>{names.join("、")}</span>
    </>
  );
}

/** Something else that happened. */
export function EventMoment({ event }: { event: Schemas["EventView"] }): ReactNode {
  const { t } = useTranslation("customers");
  const { worth, code } = (event.properties ?? {}) as { worth?: string; code?: string };
  const isVoucher = event.name.startsWith("Voucher ");
  return (
    <>
      {t(`event.${event.name as "Order Completed"}`, { defaultValue: event.name })}
      {isVoucher && <span className={styles.soft}>{` ${worth ?? ""} ${code ?? ""}`}</span>}
    </>
  );
}

/** What was sent to them, and how far it came. */
export function MessageMoment({ message }: { message: Schemas["EffectView"] }): ReactNode {
  const { t } = useTranslation("customers");
  const why = useWhyNot()(message);
  const { subject, text } = message.detail as { subject?: string; text?: string };
  return (
    <>
      <strong>
        {t(`channel.${message.channel as "email"}`, { defaultValue: message.channel ?? message.do })}
      </strong>{" "}
      {subject ?? <span className={styles.text}>{text}</span>}{" "}
      <span className={styles.soft} data-failed={message.state === "failed"}>
        {t(`delivery.${message.state as "sent"}`, { defaultValue: message.state ?? "" })}
        {why && ` (${why})`}
      </span>
    </>
  );
}

/** A case that began or ended. */
export function CaseMoment({ of, step }: { of: Schemas["Case"]; step: "opened" | "closed" }): ReactNode {
  const { t } = useTranslation(["customers", "cases"]);
  const reason = of.causes[0]?.reason;
  return (
    <>
      <Link to="/cases/$caseId" params={{ caseId: of.id }}>
        {t(`cases:change.${step}`)}
      </Link>{" "}
      {step === "opened" && reason && <Quote text={reason} />}
      {step === "closed" && of.outcome && t(`cases:outcome.${of.outcome as "unknown"}`)}
    </>
  );
}
