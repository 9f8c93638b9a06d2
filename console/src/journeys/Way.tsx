import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { type Journey, say, type Touchpoint } from "./journey.ts";
import styles from "./Way.module.css";

interface WayProps {
  journey: Journey;
  touchpoint: (touchpoint: Touchpoint) => ReactNode;
  /** As wide as the stages, so that what is drawn there stands below them. */
  below: ReactNode;
}

/** The way of a customer: stages side by side, or one below the other where there is no room. */
export function Way({ journey, touchpoint, below }: WayProps): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label={t("map")}>
      <div className={styles.way} style={{ "--stages": journey.stages.length } as React.CSSProperties}>
        <ol className={styles.stages}>
          {journey.stages.map((stage) => (
            <li key={stage.id} className={styles.stage}>
              <h2 className={styles.name}>{say(stage.name, language)}</h2>
              <ul className={styles.touchpoints}>
                {stage.touchpoints.map((one) => (
                  <li key={one.id}>{touchpoint(one)}</li>
                ))}
              </ul>
              {stage.touchpoints.length === 0 && <p className={styles.none}>{t("noneInStage")}</p>}
            </li>
          ))}
        </ol>
        <div className={styles.below}>{below}</div>
      </div>
    </section>
  );
}
