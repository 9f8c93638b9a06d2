import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { IntervalBar } from "../ui/IntervalBar.tsx";
import {
  type Estimate,
  type Metric,
  metricTone,
  N_SMALL,
  sayInterval,
  sayScore,
  scaleOf,
} from "../ui/metric.ts";
import { Score } from "../ui/Score.tsx";
import { Sparkline } from "../ui/Sparkline.tsx";
import { Change } from "./Change.tsx";
import { askedOf, type Touchpoint, type TouchpointFigures } from "./journey.ts";
import { Moment } from "./Moment.tsx";
import styles from "./TouchpointCard.module.css";

interface TouchpointCardProps {
  touchpoint: Touchpoint;
  name: string;
  figures: TouchpointFigures | undefined;
}

/** A touchpoint on the map: how it is, how sure that is, and where it is going. */
export function TouchpointCard({ touchpoint, name, figures }: TouchpointCardProps): ReactNode {
  const { t } = useTranslation("journeys");
  return (
    <article className={styles.card} data-moment={touchpoint.moment_of_truth}>
      <TouchpointName touchpoint={touchpoint} name={name} />
      {figures?.figure ? (
        <>
          <Estimated metric={touchpoint.metric} figure={figures.figure} />
          <Sparkline points={figures.points.map(({ figure }) => figure)} />
          <Change metric={touchpoint.metric} change={figures.change} />
          <Asked rate={figures.response_rate} />
        </>
      ) : (
        <p className={styles.none}>{askedOf(touchpoint).length === 0 ? t("nothingAsks") : t("noAnswers")}</p>
      )}
    </article>
  );
}

/** Its name, which opens it, and whether it is a moment of truth. */
export function TouchpointName({ touchpoint, name }: { touchpoint: Touchpoint; name: string }): ReactNode {
  return (
    <h3 className={styles.name}>
      {touchpoint.moment_of_truth && <Moment />}
      <Link
        to="."
        // The router knows the searches of each route, but not which route this stands on.
        search={((now: object) => ({ ...now, touchpoint: touchpoint.id })) as never}
        className={styles.link}
      >
        {name}
      </Link>
    </h3>
  );
}

/** A score with its interval, drawn and in figures, and its n. */
export function Estimated({
  metric,
  figure,
  label,
}: {
  metric: Metric;
  figure: Estimate;
  label?: string;
}): ReactNode {
  const { t } = useTranslation(["journeys", "ui"]);
  const { language } = useLanguage();
  const { min, max } = scaleOf(metric);
  const { score, low, high, n } = figure;
  const isSmall = n < N_SMALL;
  return (
    <div className={styles.estimate}>
      <span className={styles.score}>
        <Score tone={metricTone(metric, figure)}>{sayScore(metric, score, language)}</Score>
        <span className={styles.metric}>{label ?? t(`metric.${metric}`)}</span>
      </span>
      {low !== null && high !== null && (
        <IntervalBar low={low} high={high} at={score} min={min} max={max} isSmall={isSmall} />
      )}
      <span className={styles.basis}>
        {sayInterval(metric, figure, language)} n {n.toLocaleString(language)}
        {isSmall && ` · ${t("ui:few")}`}
      </span>
    </div>
  );
}

/** Of those who were asked personally, how many answered. */
function Asked({ rate }: { rate: TouchpointFigures["response_rate"] }): ReactNode {
  const { t } = useTranslation("journeys");
  if (rate.rate === null) return <span className={styles.basis}>{t("openOnly")}</span>;
  return (
    <span className={styles.basis}>
      {t("responseRate", {
        rate: Math.round(rate.rate),
        low: Math.round(rate.low ?? 0),
        high: Math.round(rate.high ?? 100),
      })}
    </span>
  );
}
