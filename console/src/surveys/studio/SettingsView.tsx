import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/Card.tsx";
import { Count, Flag, Line, Moment, Pick, Row, Words } from "./fields.tsx";
import { PAGINGS } from "./format.ts";
import styles from "./views.module.css";

/** What is said around the questions, how pages come, and when and from how many answers are taken. */
export function SettingsView(): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <div className={styles.cards}>
      <Card title={t("settings.words")}>
        <div className={styles.fields}>
          <Line at={["name"]} label={t("settings.name")} hint={t("settings.nameHint")} isNeeded />
          <Words at={["title"]} label={t("settings.title")} />
          <Words at={["intro"]} label={t("settings.intro")} isLong />
          <Words at={["thank_you"]} label={t("settings.thankYou")} isLong />
          <Words at={["notice"]} label={t("settings.notice")} hint={t("settings.noticeHint")} isLong />
        </div>
      </Card>
      <Card title={t("settings.way")}>
        <div className={styles.fields}>
          <Pick
            at={["paging"]}
            label={t("settings.paging")}
            options={PAGINGS.map((paging) => ({ value: paging, label: t(`paging.${paging}`) }))}
          />
          <Flag
            at={["random_pages"]}
            label={t("settings.randomPages")}
            hint={t("settings.randomPagesHint")}
          />
        </div>
      </Card>
      <Card title={t("settings.taking")}>
        <div className={styles.fields}>
          <Row>
            <Moment
              at={["taking", "opens_at"]}
              label={t("settings.opensAt")}
              hint={t("settings.zone", { zone })}
            />
            <Moment at={["taking", "closes_at"]} label={t("settings.closesAt")} />
          </Row>
          <Row>
            <Count
              at={["taking", "responses_max"]}
              label={t("settings.responsesMax")}
              hint={t("settings.noLimit")}
              min={1}
            />
            <Count
              at={["taking", "again_after_days"]}
              label={t("settings.againAfter")}
              hint={t("settings.againAfterHint")}
              min={1}
              max={3_650}
            />
          </Row>
        </div>
      </Card>
      <Card title={t("settings.bands")}>
        <div className={styles.fields}>
          <p className={styles.text}>{t("settings.bandsText")}</p>
          <Row>
            <Count
              at={["nps_bands", "detractor_max"]}
              label={t("settings.detractorMax")}
              min={0}
              max={8}
              isNeeded
            />
            <Count
              at={["nps_bands", "passive_max"]}
              label={t("settings.passiveMax")}
              min={1}
              max={9}
              isNeeded
            />
          </Row>
        </div>
      </Card>
    </div>
  );
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
