import {
  AlertOutlined,
  FlagOutlined,
  MailOutlined,
  MessageOutlined,
  ShoppingOutlined,
} from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import type { ComponentType, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { useMay } from "../session/account.ts";
import { clock } from "../ui/time.ts";
import { AnswerMoment } from "./AnswerMoment.tsx";
import styles from "./MomentRow.module.css";
import { CaseMoment, EventMoment, MessageMoment, OrderMoment } from "./MomentText.tsx";
import type { Kind, Moment } from "./moments.ts";

const ICONS: Record<Kind, ComponentType<{ "aria-hidden": boolean }>> = {
  order: ShoppingOutlined,
  answer: MessageOutlined,
  message: MailOutlined,
  case: AlertOutlined,
  event: FlagOutlined,
};

/** One line of a timeline: when, what, and why. */
export function MomentRow({ moment }: { moment: Moment }): ReactNode {
  const { t } = useTranslation(["customers", "cases"]);
  const { language } = useLanguage();
  const may = useMay();
  const Icon = ICONS[moment.kind];
  const messageId = traceOf(moment);
  return (
    <li className={styles.moment}>
      <time dateTime={moment.at} className={styles.time}>
        {clock(moment.at, language)}
      </time>
      <span className={styles.icon} title={t(`kind.${moment.kind}`)}>
        <Icon aria-hidden />
      </span>
      <div className={styles.what}>
        {said(moment)}
        {moment.elsewhere && <span className={styles.elsewhere}> {t("cases:elsewhere")}</span>}
      </div>
      {messageId && may("read_traces") && (
        <Link to="/traces/$messageId" params={{ messageId }} className={styles.why}>
          {t("why")}
        </Link>
      )}
    </li>
  );
}

function said(moment: Moment): ReactNode {
  switch (moment.kind) {
    case "order":
      return <OrderMoment event={moment.event} />;
    case "answer":
      return <AnswerMoment event={moment.event} />;
    case "event":
      return <EventMoment event={moment.event} />;
    case "message":
      return <MessageMoment message={moment.message} />;
    case "case":
      return <CaseMoment of={moment.of} step={moment.step} />;
  }
}

/** The event that explains it. */
function traceOf(moment: Moment): string | undefined {
  if (moment.kind === "message") return moment.message.message_id;
  if (moment.kind === "case") {
    return moment.step === "opened" ? (moment.of.causes[0]?.message_id ?? undefined) : undefined;
  }
  return moment.event.message_id;
}
