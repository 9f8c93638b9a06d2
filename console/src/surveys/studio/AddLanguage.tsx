import { PlusOutlined } from "@ant-design/icons";
import { AutoComplete, Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { MOST } from "./format.ts";
import styles from "./LanguagesView.module.css";
import { useStudio } from "./studio.ts";
import { addLanguage, tagOf } from "./texts.ts";
import { useLanguageName } from "./useLanguageName.ts";

/** What is asked for most; any other can be typed as its tag. */
const COMMON = [
  "zh-CN",
  "zh-TW",
  "zh-HK",
  "en",
  "ja",
  "ko",
  "th",
  "vi",
  "ms",
  "id",
  "ar",
  "ru",
  "de",
  "fr",
  "es",
  "pt",
  "it",
  "he",
  "fa",
  "ur",
  "hi",
  "tr",
];

/** Adds a language by its name or its tag. */
export function AddLanguage(): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, change, speak } = useStudio();
  const nameOf = useLanguageName();
  const [typed, setTyped] = useState("");
  const offered = COMMON.filter((tag) => !survey.languages.includes(tag));
  const named = offered.find((tag) => nameOf(tag).toLowerCase() === typed.trim().toLowerCase());
  const tag = named ?? tagOf(typed);
  const canAdd =
    tag !== undefined && !survey.languages.includes(tag) && survey.languages.length < MOST.languages;
  const add = (language: string): void => {
    change(addLanguage(survey, language));
    speak(language);
    setTyped("");
  };
  return (
    <span className={styles.add}>
      <AutoComplete
        className={styles.choice ?? ""}
        aria-label={t("languages.add")}
        placeholder={t("languages.addHint")}
        value={typed}
        options={offered
          .filter((one) => `${nameOf(one)} ${one}`.toLowerCase().includes(typed.trim().toLowerCase()))
          .map((one) => ({ value: one, label: `${nameOf(one)} (${one})` }))}
        onChange={setTyped}
      />
      <Button icon={<PlusOutlined aria-hidden />} disabled={!canAdd} onClick={() => tag && add(tag)}>
        {t("languages.addVerb")}
      </Button>
    </span>
  );
}
