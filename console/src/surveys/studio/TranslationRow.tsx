import { Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { resay } from "./draft.ts";
import fieldStyles from "./Field.module.css";
import { at as faultsAt } from "./faults.ts";
import { type Survey, said } from "./format.ts";
import styles from "./LanguagesView.module.css";
import { get, type Path, written } from "./path.ts";
import { useStudio } from "./studio.ts";
import { directionOf, type Entry } from "./texts.ts";

/** One text in two languages. */
export function TranslationRow({ entry, language }: { entry: Entry; language: string }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, set, faults } = useStudio();
  const own = survey.default_language;
  const { path, text, isLong, chars } = entry;
  const where = placeName(survey, path, own);
  const name = t(`word.${path.at(-1) as "title"}`);
  const wrong = faultsAt(faults, written(path), language);
  const words = (tag: string): ReactNode => (
    <Input.TextArea
      aria-label={`${where} ${name} (${tag})`.trim()}
      value={text[tag] ?? ""}
      lang={tag}
      dir={directionOf(tag)}
      className={fieldStyles.grows ?? ""}
      rows={isLong ? 2 : 1}
      maxLength={chars}
      onChange={({ target }) => set(path, resay(text, tag, target.value))}
    />
  );
  return (
    <li className={styles.row} data-missing={!text[language] || undefined}>
      <p className={styles.where}>
        {where && <span>{where}</span>} {name}
      </p>
      <div className={styles.pair}>
        {words(own)}
        {words(language)}
      </div>
      {wrong.map(({ message }) => (
        <p key={message} className={styles.wrong}>
          {message}
        </p>
      ))}
    </li>
  );
}

/** Which page, question or ending a text belongs to. */
function placeName(survey: Survey, path: Path, language: string): string {
  const depth = path[2] === "questions" ? 4 : 2;
  if (path.length <= 1) return "";
  const thing = get(survey, path.slice(0, depth)) as
    | { id?: string; title?: Record<string, string> }
    | undefined;
  return said(thing?.title, language, survey) || (thing?.id ?? "");
}
