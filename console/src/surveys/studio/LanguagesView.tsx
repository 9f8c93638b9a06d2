import { Button, Checkbox, Select } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/Card.tsx";
import { Empty } from "../../ui/states.tsx";
import { useUndo } from "../../ui/useUndo.tsx";
import { AddLanguage } from "./AddLanguage.tsx";
import styles from "./LanguagesView.module.css";
import { useStudio } from "./studio.ts";
import { TranslationRow } from "./TranslationRow.tsx";
import { isMissing, missing, removeLanguage, textsOf } from "./texts.ts";
import { useLanguageName } from "./useLanguageName.ts";

/** All texts side by side: the survey's own language left, another right. */
export function LanguagesView(): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language, speak, set } = useStudio();
  const nameOf = useLanguageName();
  const [onlyMissing, setOnlyMissing] = useState(false);
  const own = survey.default_language;
  const others = survey.languages.filter((tag) => tag !== own);
  const chosen = others.includes(language) ? language : others[0];
  const entries = textsOf(survey);
  const field = useId();
  const shown = chosen && onlyMissing ? entries.filter((entry) => isMissing(entry, chosen)) : entries;
  return (
    <Card title={t("languages.title")}>
      <div className={styles.view} data-field="languages">
        <div className={styles.bar}>
          <label htmlFor={field}>{t("languages.own")}</label>
          <Select<string>
            id={field}
            className={styles.choice ?? ""}
            value={own}
            options={survey.languages.map((tag) => ({ value: tag, label: nameOf(tag) }))}
            onChange={(tag) => set(["default_language"], tag)}
          />
          <AddLanguage />
        </div>
        <ul className={styles.tags} aria-label={t("languages.others")}>
          {others.map((tag) => (
            <LanguageTag
              key={tag}
              tag={tag}
              isChosen={tag === chosen}
              missing={missing(survey, tag)}
              onChoose={() => speak(tag)}
            />
          ))}
        </ul>
        {chosen ? (
          <>
            <Checkbox checked={onlyMissing} onChange={({ target }) => setOnlyMissing(target.checked)}>
              {t("languages.onlyMissing", { count: missing(survey, chosen) })}
            </Checkbox>
            <div className={styles.heads} aria-hidden="true">
              <span>{nameOf(own)}</span>
              <span>{nameOf(chosen)}</span>
            </div>
            <ol className={styles.rows} aria-label={t("languages.texts")}>
              {shown.map((entry) => (
                <TranslationRow key={entry.path.join(".")} entry={entry} language={chosen} />
              ))}
            </ol>
            {shown.length === 0 && <Empty title={t("languages.complete")} />}
          </>
        ) : (
          <Empty title={t("languages.one")} text={t("languages.oneText")} />
        )}
      </div>
    </Card>
  );
}

function LanguageTag({
  tag,
  isChosen,
  missing: count,
  onChoose,
}: {
  tag: string;
  isChosen: boolean;
  missing: number;
  onChoose: () => void;
}): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, change, speak } = useStudio();
  const nameOf = useLanguageName();
  const undo = useUndo();
  const remove = (): void => {
    const before = survey;
    change(removeLanguage(survey, tag));
    speak(survey.default_language);
    undo(t("languages.removed", { language: nameOf(tag) }), async () => change(before));
  };
  return (
    <li className={styles.tag}>
      <Button type={isChosen ? "primary" : "default"} aria-pressed={isChosen} onClick={onChoose}>
        {nameOf(tag)}
        {" · "}
        {count > 0 ? t("languages.missing", { count }) : t("languages.all")}
      </Button>
      <Button type="text" size="small" onClick={remove}>
        {t("languages.remove", { language: nameOf(tag) })}
      </Button>
    </li>
  );
}
