import { StarOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Localized, type Question, RANGES } from "./document.ts";
import styles from "./Previews.module.css";

/** The place for an answer, to look at. */
export function PreviewAnswer({
  question,
  say,
}: {
  question: Question;
  say: (text: Localized | undefined) => string;
}): ReactNode {
  const { t } = useTranslation("surveys");
  switch (question.kind) {
    case "nps":
    case "csat":
    case "ces":
    case "item_rating":
      return <Scale question={question} low={say(question.low)} high={say(question.high)} />;
    case "single_choice":
    case "multiple_choice":
      return (
        <ul className={styles.options} data-kind={question.kind}>
          {question.options.map(({ id, label }) => (
            <li key={id}>{say(label)}</li>
          ))}
          {question.other && <li>{t("other")}</li>}
        </ul>
      );
    case "text":
      return <div className={styles.field} data-multiline={question.multiline} />;
  }
}

function Scale({
  question,
  low,
  high,
}: {
  question: Extract<Question, { kind: keyof typeof RANGES }>;
  low: string;
  high: string;
}): ReactNode {
  const { t } = useTranslation("surveys");
  const [from, to] = RANGES[question.kind];
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const isItems = question.kind === "item_rating";
  return (
    <div>
      {isItems && <p className={styles.soft}>{t("items")}</p>}
      <div className={styles.scale} aria-hidden="true">
        {numbers.map((number) => (
          <span key={number}>{isItems ? <StarOutlined /> : number}</span>
        ))}
      </div>
      <p className={styles.ends}>
        <span>{low}</span>
        <span>{high}</span>
      </p>
    </div>
  );
}
