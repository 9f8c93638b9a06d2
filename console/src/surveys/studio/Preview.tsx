import { Button, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSettled } from "../../ui/useSettled.ts";
import type { Colours } from "../look/colours.ts";
import type { Device } from "./Paper.tsx";
import styles from "./Preview.module.css";
import { SurveyPaper } from "./SurveyPaper.tsx";
import { useStudio } from "./studio.ts";

/** So long nothing is changed before the page is asked for again. */
const SETTLED_MS = 300;

/** The draft as a respondent would see it, made by the server, on a phone or a desktop; it goes along with the outline. */
export function Preview({ look }: { look?: Colours | undefined }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language, speak, chosen } = useStudio();
  const [device, setDevice] = useState<Device>("phone");
  const [seed, setSeed] = useState(1);
  // What was chosen before it began anew leads nowhere.
  const [left, setLeft] = useState<string>();
  if (left !== undefined && left !== chosen) setLeft(undefined);
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
        <Button
          size="small"
          onClick={() => {
            setSeed(seed + 1);
            setLeft(chosen);
          }}
        >
          {t("preview.again")}
        </Button>
      </header>
      <SurveyPaper
        key={seed}
        survey={settled}
        language={language}
        device={device}
        seed={seed}
        at={chosen === left ? undefined : chosen}
        look={look}
        title={t("preview.title")}
        onSpeak={speak}
      />
      <p className={styles.note}>{t("preview.note")}</p>
    </section>
  );
}
