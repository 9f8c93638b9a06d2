import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import type { Colours } from "../surveys/look/colours.ts";
import { Look } from "../surveys/look/Look.tsx";
import { blankSurvey } from "../surveys/studio/blank.ts";
import { SurveyPaper } from "../surveys/studio/SurveyPaper.tsx";
import { Card } from "../ui/Card.tsx";
import { useNarrow } from "../ui/useNarrow.ts";
import styles from "./settings.module.css";

/** The colours of the brand's public pages, tried out on a survey of one question. */
export function BrandLook(): ReactNode {
  const { t } = useTranslation("look");
  const { language } = useLanguage();
  const [tried, setTried] = useState<Colours>();
  const isNarrow = useNarrow();
  const survey = blankSurvey(t("preview"), language);
  return (
    <Card title={t("title")}>
      <div className={styles.stack}>
        <Look tried={tried} onTry={setTried} />
        <SurveyPaper
          survey={survey}
          language={language}
          device={isNarrow ? "phone" : "desktop"}
          seed={1}
          look={tried}
          title={t("preview")}
          onSpeak={() => undefined}
        />
      </div>
    </Card>
  );
}
