import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../../i18n/useLanguage.ts";
import { sayText } from "../results/say.ts";
import { questionsOf, type Survey, said } from "../studio/format.ts";
import type { SurveyChange } from "./queries.ts";
import styles from "./versions.module.css";

interface ChangeRowProps {
  change: SurveyChange;
  /** The survey as it is now, which knows what most of its parts are called. */
  draft: unknown;
}

/** One thing that differs, in words, with what it was and what it is. */
export function ChangeRow({ change, draft }: ChangeRowProps): ReactNode {
  const { t } = useTranslation("versions");
  const { language } = useLanguage();
  const { what, part, id, of, field, language: tag } = change;
  const named = called(change, language) || titleIn(draft, id, language) || id;
  const where =
    of && part !== "question" && part !== "page" ? ` (${titleIn(draft, of, language) || of})` : "";
  const names = new Intl.DisplayNames(language, { type: "language" });
  const which = [
    field ? t(`field.${field}`, { defaultValue: field }) : "",
    tag ? (names.of(tag) ?? tag) : "",
  ].filter(Boolean);
  return (
    <li>
      <span className={styles.what}>{t(`what.${what}`)}</span>
      <div>
        <p>
          {t(`part.${part}`)}
          {named && ` “${named}”`}
          {where}
          {which.length > 0 && ` · ${which.join(" · ")}`}
          {what === "moved" && isWord(change.before) && change.before !== change.after
            ? ` · ${t("moved", { before: change.before, after: String(change.after) })}`
            : ""}
        </p>
        {(field || part === "rule") && (
          <div className={styles.values}>
            {change.before !== null && <del>{shown(change.before)}</del>}
            {change.after !== null && <ins>{shown(change.after)}</ins>}
          </div>
        )}
      </div>
    </li>
  );
}

const isWord = (value: unknown): value is string => typeof value === "string";

/** What a part that came or went is called. */
function called({ before, after }: SurveyChange, language: string): string {
  const part = (after ?? before) as Record<string, unknown> | string | number | boolean | null;
  if (typeof part !== "object" || part === null) return "";
  const text = part.title ?? part.label ?? part.name;
  if (isWord(text)) return text;
  return typeof text === "object" && text !== null ? sayText(text as Record<string, string>, language) : "";
}

/** What a page or question of a survey is called; nothing where it is neither or has no words. */
function titleIn(draft: unknown, id: string | null, language: string): string {
  const survey = draft as Survey;
  const found = [...survey.pages, ...questionsOf(survey)].find((one) => one.id === id);
  return said(found?.title, language, survey);
}

function shown(value: unknown): string {
  if (isWord(value)) return value;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
