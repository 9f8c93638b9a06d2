import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { Pill } from "../ui/Pill.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { exact } from "../ui/time.ts";
import styles from "./asking.module.css";
import { eligibilityQuery, type Way } from "./queries.ts";
import { Reasons } from "./Reasons.tsx";

interface VerdictProps {
  survey: string;
  customer: string;
  way?: Way | undefined;
}

/** Whether a customer would be asked a survey now, and every reason. */
export function Verdict({ survey, customer, way }: VerdictProps): ReactNode {
  const { t } = useTranslation("asking");
  const { language } = useLanguage();
  const { data: found, error, refetch } = useQuery(eligibilityQuery(survey, customer, way));
  if (error && !found) return <Failed error={error} again={() => void refetch()} />;
  if (!found) return <Loading rows={4} />;
  const more = [
    found.channel && t("yesBy", { channel: t(`channel.${found.channel as "email"}`) }),
    found.not_before && t("notBefore", { at: exact(found.not_before, language) }),
    found.again_at && t("againAt", { at: exact(found.again_at, language) }),
  ].filter(Boolean);
  return (
    <div className={styles.verdict}>
      <p className={styles.head} role="status">
        <Pill mode={found.eligible ? "on" : "off"}>{found.eligible ? t("yes") : t("no")}</Pill>
        {more.length > 0 && <span className={styles.soft}>{more.join(" · ")}</span>}
      </p>
      <Reasons reasons={found.reasons} />
    </div>
  );
}
