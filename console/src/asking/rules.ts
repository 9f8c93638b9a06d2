import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { exact } from "../ui/time.ts";

type Values = Record<string, unknown>;

/** What a rule says, in words with its values. */
export function useRuleWords(): (rule: string, values: Values) => string {
  const { t } = useTranslation(["asking", "surveys"]);
  const { language } = useLanguage();
  const time = (value: unknown): string => (typeof value === "string" ? exact(value, language) : t("open"));
  return (rule, values) => {
    switch (rule) {
      case "state":
        return t("rule.state", { state: t(`surveys:state.${String(values.state) as "draft"}`) });
      case "schedule":
        return t("rule.schedule", { opens: time(values.opens_at), closes: time(values.closes_at) });
      case "sample":
        return t("rule.sample", { drawn: fixed(values.drawn), share: fixed(values.share) });
      case "again_after":
        return values.last_at
          ? t("rule.again_after", { days: values.days, last: time(values.last_at) })
          : t("rule.again_after_never", { days: values.days });
      case "answered":
        return values.answered_at ? t("rule.answered", { at: time(values.answered_at) }) : t("rule.answered_no");
      case "pending":
        return values.until ? t("rule.pending", { until: time(values.until) }) : t("rule.pending_no");
      case "contact":
        return t("rule.contact", { way: t(`channel.${String(values.way) as "email"}`) });
      case "consent":
        return consent(values);
      case "quiet_hours":
        return values.until ? t("rule.quiet_hours", { until: time(values.until) }) : t("rule.quiet_hours_no");
      case "cap_total":
        return t(values.per ? "rule.cap_total" : "rule.cap_full", values);
      default:
        return t(`rule.${rule as "condition"}`, { ...values, defaultValue: rule });
    }
  };

  function consent({ said, said_at, needed }: Values): string {
    if (said === true) return t("rule.consent_yes", { at: time(said_at) });
    if (said === false) return t("rule.consent_no", { at: time(said_at) });
    return t(needed ? "rule.consent_needed" : "rule.consent_silent");
  }
}

function fixed(value: unknown): string {
  return typeof value === "number" ? value.toFixed(3) : "";
}
