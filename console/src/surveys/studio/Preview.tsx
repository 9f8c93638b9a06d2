import { Button, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSettled } from "../../ui/useSettled.ts";
import type { Device } from "./Paper.tsx";
import styles from "./Preview.module.css";
import { SurveyPaper } from "./SurveyPaper.tsx";
import { useStudio } from "./studio.ts";

/** So long nothing is changed before the page is asked for again. */
const SETTLED_MS = 300;

/** The draft as a respondent would see it, made by the server, on a phone or a desktop. */
export function Preview({ accent }: { accent?: string | undefined }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language, speak } = useStudio();
  const [device, setDevice] = useState<Device>("phone");
  const [seed, setSeed] = useState(1);
  const settled = useSettled(survey, SETTLED_MS);
  return (
    <section className={styles.preview} aria-label={t("preview.title")}>
      <header className={styles.head}>
        <Segmented<Device>
          size="small"
          aria-label={t("preview.device")}
          value={device}
          options={[
            { value: "phone", label: t("preview.phone") },
            { value: "desktop", label: t("preview.desktop") },
          ]}
          onChange={setDevice}
        />
        <Button size="small" onClick={() => setSeed(seed + 1)}>
          {t("preview.again")}
        </Button>
      </header>
      <SurveyPaper
        key={seed}
        survey={settled}
        language={language}
        device={device}
        seed={seed}
        accent={accent}
        title={t("preview.title")}
        onSpeak={speak}
      />
      <p className={styles.note}>{t("preview.note")}</p>
    </section>
  );
}
