import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { surveysQuery } from "../surveys/queries.ts";
import { Card } from "../ui/Card.tsx";
import { Pill } from "../ui/Pill.tsx";
import styles from "./asking.module.css";
import { eligibilityQuery } from "./queries.ts";
import { Reasons } from "./Reasons.tsx";

/** Most surveys that are looked at here. */
const SURVEYS_MAX = 10;

/** Which of the open surveys a customer would be asked now; the reasons open below. */
export function MayBeAsked({ customer }: { customer: string }): ReactNode {
  const { t } = useTranslation("asking");
  const { data } = useQuery(surveysQuery(undefined));
  if (!data) return null;
  const open = data.items.filter(({ state }) => state === "published").slice(0, SURVEYS_MAX);
  return (
    <Card title={t("mayBeAsked")}>
      {open.length === 0 && <p className={styles.soft}>{t("mayBeAskedNone")}</p>}
      {open.map(({ id, name }) => (
        <OfSurvey key={id} survey={id} name={name} customer={customer} />
      ))}
    </Card>
  );
}

function OfSurvey({ survey, name, customer }: { survey: string; name: string; customer: string }): ReactNode {
  const { t } = useTranslation("asking");
  const { data: found } = useQuery(eligibilityQuery(survey, customer));
  if (!found) return null;
  return (
    <details className={styles.details}>
      <summary>
        <span>{name}</span>
        <Pill mode={found.eligible ? "on" : "off"}>{found.eligible ? t("yes") : t("no")}</Pill>
      </summary>
      <Reasons reasons={found.reasons} />
    </details>
  );
}
