import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { exact } from "../ui/time.ts";

type Values = Record<string, unknown>;

/** What a rule says, in words with its values. */
export function useRuleWords(): (rule: string, values: Values) => string {
  const { t } = useTranslation(["asking", "surveys"]);
  const { language } = useLanguage();
  const time = (value: unknown): string => (typeof value === "string" ? exact(value, language) : t("open"));

  /** A sentence with a time in it, or the one for when there is none. */
  const since = (
    key: "again_after" | "answered" | "pending" | "quiet_hours",
    value: unknown,
    more: Values = {},
  ): string =>
    value
      ? t(`rule.${key}`, { ...more, at: time(value), last: time(value), until: time(value) })
      : t(`rule.${key}_no`, more);

  const words: Record<string, (values: Values) => string> = {
    state: ({ state }) => t("rule.state", { state: t(`surveys:state.${String(state) as "draft"}`) }),
    schedule: ({ opens_at, closes_at }) =>
      t("rule.schedule", { opens: time(opens_at), closes: time(closes_at) }),
    widget: ({ widget }) => t(`rule.widget_${String(widget) as "on"}`),
    distribution: ({ state, recipient }) =>
      t("rule.distribution", {
        state: t(`distribution.state.${String(state) as "draft"}`),
        recipient: t(`recipient.${String(recipient) as "chosen"}`),
      }),
    sample: ({ drawn, share }) => t("rule.sample", { drawn: fixed(drawn), share: fixed(share) }),
    again_after: ({ days, last_at }) => since("again_after", last_at, { days }),
    answered: ({ answered_at }) => since("answered", answered_at),
    pending: ({ until }) => since("pending", until),
    quiet_hours: ({ until }) => since("quiet_hours", until),
    contact: ({ way }) => t("rule.contact", { way: t(`channel.${String(way) as "email"}`) }),
    consent: ({ said, said_at, needed }) => {
      if (typeof said === "boolean")
        return t(said ? "rule.consent_yes" : "rule.consent_no", { at: time(said_at) });
      return t(needed ? "rule.consent_needed" : "rule.consent_silent");
    },
    cap_total: (values) => t(values.per ? "rule.cap_total" : "rule.cap_full", values),
  };
  return (rule, values) =>
    words[rule]?.(values) ?? t(`rule.${rule as "condition"}`, { ...values, defaultValue: rule });
}

function fixed(value: unknown): string {
  return typeof value === "number" ? value.toFixed(3) : "";
}
