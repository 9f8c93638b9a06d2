import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Previews.module.css";
import type { Survey } from "./queries.ts";
import { SurveyPaper } from "./studio/SurveyPaper.tsx";
import { definitionOf } from "./studio/useDraftOf.ts";
import { useLanguageName } from "./studio/useLanguageName.ts";

/** So many languages stand side by side; the page itself leads to the others. */
const SHOWN_MAX = 3;

/** The draft as customers would see it, in its languages side by side; it can be answered, and nothing is kept. */
export function Previews({ survey }: { survey: Survey }): ReactNode {
  const { languages } = definitionOf(survey);
  return (
    <div className={styles.languages}>
      {languages.slice(0, SHOWN_MAX).map((language) => (
        <Preview key={language} survey={survey} start={language} />
      ))}
    </div>
  );
}

function Preview({ survey, start }: { survey: Survey; start: string }): ReactNode {
  const { t } = useTranslation("studio");
  const [language, setLanguage] = useState(start);
  const name = useLanguageName()(language);
  return (
    <section className={styles.paper} aria-label={name}>
      <p className={styles.language}>{name}</p>
      <SurveyPaper
        survey={definitionOf(survey)}
        language={language}
        device="phone"
        seed={1}
        title={`${t("preview.title")}: ${name}`}
        onSpeak={setLanguage}
      />
    </section>
  );
}
