import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { inLanguage, type Question, type SurveyDocument } from "./document.ts";
import { PreviewAnswer } from "./PreviewAnswer.tsx";
import styles from "./Previews.module.css";

/** The survey as customers see it, in each of its languages side by side. */
export function Previews({ survey }: { survey: SurveyDocument }): ReactNode {
  return (
    <div className={styles.languages}>
      {survey.languages.map((language) => (
        <Preview key={language} survey={survey} language={language} />
      ))}
    </div>
  );
}

function Preview({ survey, language }: { survey: SurveyDocument; language: string }): ReactNode {
  const { i18n } = useTranslation();
  const name = new Intl.DisplayNames(i18n.language, { type: "language" }).of(language) ?? language;
  const intro = inLanguage(survey.intro, language, survey);
  const notice = inLanguage(survey.notice, language, survey);
  return (
    <section className={styles.paper} aria-label={name}>
      <p className={styles.language}>{name}</p>
      <div lang={language} className={styles.content}>
        <h2>{inLanguage(survey.title, language, survey)}</h2>
        {intro && <p>{intro}</p>}
        {survey.pages.map((page) => (
          <ol key={page.id} className={styles.content}>
            {page.questions.map((question) => (
              <PreviewQuestion key={question.id} question={question} survey={survey} language={language} />
            ))}
          </ol>
        ))}
        {notice && <p className={styles.soft}>{notice}</p>}
      </div>
    </section>
  );
}

function PreviewQuestion({
  question,
  survey,
  language,
}: {
  question: Question;
  survey: SurveyDocument;
  language: string;
}): ReactNode {
  const help = inLanguage(question.help, language, survey);
  return (
    <li className={styles.question}>
      <h3>
        {inLanguage(question.title, language, survey)}
        {question.required && (
          <span className={styles.required} aria-hidden="true">
            {" *"}
          </span>
        )}
      </h3>
      {help && <p className={styles.soft}>{help}</p>}
      <PreviewAnswer question={question} say={(text) => inLanguage(text, language, survey)} />
    </li>
  );
}
