import type { ReactNode } from "react";
import { useMay } from "../session/account.ts";
import type { Survey } from "../surveys/queries.ts";
import styles from "./asking.module.css";
import { Distributions } from "./Distributions.tsx";
import { TryCustomer } from "./TryCustomer.tsx";
import { WidgetCard } from "./WidgetCard.tsx";

/** How a survey reaches people: whom it may ask, to whom it was sent, and how web pages show it. */
export function SurveyReach({ survey }: { survey: Survey }): ReactNode {
  const may = useMay();
  return (
    <div className={styles.stack}>
      {may("edit_survey") && <Distributions survey={survey} />}
      {may("read_customers") && <TryCustomer survey={survey.id} />}
      {may("edit_survey") && <WidgetCard survey={survey.id} />}
    </div>
  );
}
