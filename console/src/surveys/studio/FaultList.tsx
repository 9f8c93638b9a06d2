import { Link } from "@tanstack/react-router";
import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./FaultList.module.css";
import { placeOf } from "./faults.ts";
import { questionsOf, said } from "./format.ts";
import { useStudio } from "./studio.ts";

/** So many are listed; more would only bury the first. */
const LISTED_MAX = 5;

/** What keeps the draft from being saved, each with the way there. */
export function FaultList(): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language, faults } = useStudio();
  if (faults.length === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      title={t("save.why", { count: faults.length })}
      description={
        <ul className={styles.list}>
          {faults.slice(0, LISTED_MAX).map((fault) => {
            const place = placeOf(survey, fault);
            const id = place.view === "questions" ? place.id : undefined;
            const question = questionsOf(survey).find((one) => one.id === id);
            const name = question
              ? said(question.title, language, survey) || question.id
              : t(`view.${place.view}`);
            return (
              <li key={`${fault.field} ${fault.message}`}>
                <Link
                  from="/surveys/$surveyId/edit"
                  to="."
                  search={{ tab: place.view === "questions" ? undefined : place.view, at: id }}
                >
                  {name}
                </Link>{" "}
                <code>{fault.field.replace(/^pages\[\d+\]\.questions\[\d+\]\./, "")}</code> {fault.message}
              </li>
            );
          })}
          {faults.length > LISTED_MAX && <li>{t("save.more", { count: faults.length - LISTED_MAX })}</li>}
        </ul>
      }
    />
  );
}
