import { Radio } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { exact } from "../ui/time.ts";
import styles from "./MessageCustomer.module.css";
import type { Purpose } from "./MessageCustomer.tsx";

interface ChannelProps {
  reach: Schemas["CaseReach"];
  purpose: Purpose;
  channel: string | null;
  onPurpose: (purpose: Purpose) => void;
  onChannel: (channel: string) => void;
}

const PURPOSES: Purpose[] = ["service", "marketing"];

/** What for and how. An answer is kept apart from an offer, and what is not possible says why. */
export function MessageChannel(props: ChannelProps): ReactNode {
  const { reach, purpose, channel, onPurpose, onChannel } = props;
  const { t } = useTranslation(["cases", "customers"]);
  const { language } = useLanguage();
  const state = reach.channels.find((one) => one.channel === channel)?.[purpose];
  const closed = reach.channels.filter((one) => !one[purpose].is_allowed);
  return (
    <>
      <Radio.Group
        className={styles.choices}
        aria-label={t("purpose.title")}
        value={purpose}
        onChange={(event) => onPurpose(event.target.value as Purpose)}
        options={PURPOSES.map((value) => ({ value, label: t(`purpose.${value}`) }))}
      />
      <Radio.Group
        className={styles.choices}
        aria-label={t("channel")}
        value={channel}
        onChange={(event) => onChannel(event.target.value as string)}
        options={reach.channels.map((one) => ({
          value: one.channel,
          label: t(`customers:channel.${one.channel as "sms"}`),
          disabled: !one[purpose].is_allowed,
        }))}
      />
      {closed.length > 0 && (
        <ul className={styles.why}>
          {closed.map((one) => (
            <li key={one.channel}>
              {t(`customers:channel.${one.channel as "sms"}`)}
              {": "}
              {t(`refused.${(one[purpose].reason ?? "refused") as "refused"}`)}
            </li>
          ))}
        </ul>
      )}
      {state?.not_before && (
        <p className={styles.why}>{t("quiet", { time: exact(state.not_before, language) })}</p>
      )}
    </>
  );
}
