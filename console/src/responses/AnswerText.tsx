import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Localized, Option } from "../surveys/document.ts";
import { readAnswer } from "./answers.ts";
import styles from "./Responses.module.css";

/** An answer as the customer gave it. */
export function AnswerText({
  answer,
  options,
  say,
}: {
  answer: unknown;
  options: readonly Option[];
  say: (text: Localized | undefined) => string;
}): ReactNode {
  const { t } = useTranslation("responses");
  const read = readAnswer(answer);
  const label = (id: string): string => say(options.find((option) => option.id === id)?.label) || id;
  switch (read.kind) {
    case "number":
      return <strong className={styles.words}>{read.number}</strong>;
    case "text":
      return <p className={styles.words}>{read.text}</p>;
    case "options":
      return [...read.options.map(label), read.text].filter(Boolean).join(" · ");
    case "items":
      return (
        <ul className={styles.items}>
          {read.items.map(([item, stars]) => (
            <li key={item}>{t("item", { item, stars })}</li>
          ))}
        </ul>
      );
    case "none":
      return t("unanswered");
  }
}
