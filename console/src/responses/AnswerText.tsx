import { FileOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { type Choice, type Question, rangeOf, type Text } from "../surveys/studio/format.ts";
import { bytes } from "../ui/bytes.ts";
import { readAnswer } from "./answers.ts";
import styles from "./Responses.module.css";

type Item = Schemas["LinkItem"];

interface AnswerTextProps {
  /** The response's. */
  response: string;
  question: Question;
  answer: unknown;
  /** What the items that were asked about are called. */
  items: readonly Item[];
  say: (text: Text | undefined) => string;
}

/** An answer as the customer gave it. */
export function AnswerText({ response, question, answer, items, say }: AnswerTextProps): ReactNode {
  const { t } = useTranslation(["responses", "results", "studio"]);
  const { language } = useLanguage();
  const read = readAnswer(answer);
  const { choices, columns } = choicesOf(question);
  const name = (id: string, from: readonly Choice[]): string =>
    say(from.find((choice) => choice.id === id)?.label) || t(`results:answer.${id}`, { defaultValue: id });
  const mark = (stars: number): string =>
    t("mark", { stars, max: question.kind === "matrix" && "max" in question.cells ? question.cells.max : 5 });
  switch (read.kind) {
    case "number":
      return <Figure question={question} number={read.number} say={say} />;
    case "flag":
      return yesOrNo(question, read.yes, say) || t(`results:answer.${read.yes ? "yes" : "no"}`);
    case "text":
      return <p className={styles.words}>{read.text}</p>;
    case "options":
      return [...read.options.map((id) => name(id, choices)), read.text].filter(Boolean).join(" · ");
    case "ranked":
      return <Parts parts={read.ranked.map((id, at) => [`${at + 1}`, name(id, choices)])} />;
    case "items":
      return (
        <Parts
          parts={read.items.map(([id, stars]) => [
            items.find((item) => item.id === id)?.name ?? id,
            mark(stars),
          ])}
        />
      );
    case "rows":
      return (
        <Parts
          parts={choices.flatMap(({ id }) => {
            const cell = read.rows[id];
            if (cell === undefined) return [];
            const said = typeof cell === "number" ? mark(cell) : cell.map((column) => name(column, columns));
            return [[name(id, choices), [said].flat().join(" · ")] as const];
          })}
        />
      );
    case "contact":
      return (
        <Parts
          parts={read.contact.map(([part, text]) => [
            t(`studio:part.${part as "name"}`, { defaultValue: part }),
            text,
          ])}
        />
      );
    case "files":
      return (
        <ul className={styles.items}>
          {read.files.map(({ id, name: file, size }) => (
            <li key={id}>
              <FileOutlined aria-hidden />{" "}
              <a href={`/v1/responses/${response}/files/${id}`} download={file}>
                {file}
              </a>{" "}
              <span className={styles.soft}>{bytes(size, language)}</span>
            </li>
          ))}
        </ul>
      );
    case "none":
      return <Unanswered />;
  }
}

/** What stands where nothing was answered. */
export function Unanswered(): ReactNode {
  const { t } = useTranslation("responses");
  return <span className={styles.soft}>{t("unanswered")}</span>;
}

/** What options, places or rows are called, and what the columns are. */
function choicesOf(question: Question): { choices: readonly Choice[]; columns: readonly Choice[] } {
  if (question.kind !== "matrix")
    return { choices: "options" in question ? question.options : [], columns: [] };
  return { choices: question.rows, columns: "columns" in question.cells ? question.cells.columns : [] };
}

/** The survey's own words for yes and no. */
function yesOrNo(question: Question, yes: boolean, say: AnswerTextProps["say"]): string {
  if (question.kind === "consent" && yes) return say(question.label);
  return question.kind === "yes_no" ? say(yes ? question.yes : question.no) : "";
}

/** A number, with the end of its scale or what it measures. */
function Figure({
  question,
  number,
  say,
}: {
  question: Question;
  number: number;
  say: AnswerTextProps["say"];
}): ReactNode {
  const { t } = useTranslation("responses");
  const { language } = useLanguage();
  const range = question.kind === "slider" ? undefined : rangeOf(question);
  const beside = range ? t("of", { max: range[1] }) : question.kind === "number" ? say(question.measure) : "";
  return (
    <>
      <strong className={styles.words}>{number.toLocaleString(language)}</strong>{" "}
      <span className={styles.soft}>{beside}</span>
    </>
  );
}

/** An answer that consists of several, each with what it belongs to. */
function Parts({ parts }: { parts: readonly (readonly [string, string])[] }): ReactNode {
  return (
    <dl className={styles.parts}>
      {parts.map(([name, said]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{said}</dd>
        </div>
      ))}
    </dl>
  );
}
