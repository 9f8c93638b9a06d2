import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { useMay } from "../session/account.ts";
import { SideDialog } from "../ui/Dialog.tsx";
import { Figure } from "../ui/Figure.tsx";
import { metricTone, sayScore, scaleOf } from "../ui/metric.ts";
import { Failed, Loading } from "../ui/states.tsx";
import { useNarrow } from "../ui/useNarrow.ts";
import { Change } from "./Change.tsx";
import { Course } from "./Course.tsx";
import {
  askedOf,
  type Journey,
  type Stage,
  say,
  type Touchpoint,
  type TouchpointFigures,
} from "./journey.ts";
import { LatestAnswers } from "./LatestAnswers.tsx";
import { courseQuery } from "./queries.ts";
import { Spread } from "./Spread.tsx";
import styles from "./TouchpointDrawer.module.css";
import type { Scope } from "./view.ts";

interface TouchpointDrawerProps {
  journey: Journey;
  stage: Stage;
  touchpoint: Touchpoint;
  scope: Scope;
  /** Its figures on the map, if they are there yet: a change is judged over the whole map. */
  figures: TouchpointFigures | undefined;
  onClose: () => void;
}

/** One touchpoint: its figure, its course, how often each number was given, and what customers answered. */
export default function TouchpointDrawer(props: TouchpointDrawerProps): ReactNode {
  const { journey, stage, touchpoint, scope, figures, onClose } = props;
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const may = useMay();
  const isNarrow = useNarrow();
  const { data, error, refetch } = useQuery(courseQuery(journey.id, touchpoint.id, scope));
  return (
    <SideDialog
      size={isNarrow ? "100%" : 560}
      title={say(touchpoint.name, language)}
      onClose={onClose}
      closable={{ "aria-label": t("close") }}
    >
      <div className={styles.parts}>
        <p className={styles.where}>
          {say(stage.name, language)}
          {touchpoint.moment_of_truth && ` · ${t("moment")}`}
        </p>
        {error && !data && <Failed error={error} again={() => void refetch()} />}
        {!data && !error && <Loading rows={8} />}
        {data && <Figures measured={data} touchpoint={touchpoint} change={figures?.change ?? data.change} />}
        {data?.figure && (
          <>
            <section>
              <h3>{t("course.title")}</h3>
              <Course metric={touchpoint.metric} points={data.points} />
            </section>
            <section>
              <h3>{t("spread.title")}</h3>
              <Spread metric={touchpoint.metric} counts={data.counts} />
            </section>
          </>
        )}
        {askedOf(touchpoint).length === 0 && <p>{t("nothingAsks")}</p>}
        {may("read_responses") && askedOf(touchpoint).length > 0 && (
          <section>
            <header className={styles.header}>
              <h3>{t("answers.title")}</h3>
              <Link to="/responses" search={answersOf(journey, touchpoint, scope)}>
                {t("answers.all")}
              </Link>
            </header>
            <LatestAnswers filter={answersOf(journey, touchpoint, scope)} />
          </section>
        )}
      </div>
    </SideDialog>
  );
}

/** The filter of the responses that a touchpoint is measured by. */
function answersOf(journey: Journey, touchpoint: Touchpoint, { from, to, ...where }: Scope) {
  return { journey: journey.id, touchpoint: touchpoint.id, completed_from: from, completed_to: to, ...where };
}

function Figures({
  measured: { figure, response_rate: rate },
  touchpoint: { metric },
  change,
}: {
  measured: Pick<TouchpointFigures, "figure" | "response_rate">;
  touchpoint: Touchpoint;
  change: TouchpointFigures["change"];
}): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const { min, max, digits } = scaleOf(metric);
  const round = (value: number): number => Number(value.toFixed(digits));
  const interval =
    figure?.low == null || figure.high == null
      ? {}
      : { interval: { low: round(figure.low), high: round(figure.high), at: figure.score, min, max } };
  const share =
    rate.rate === null || rate.low === null || rate.high === null
      ? {}
      : {
          interval: {
            low: Math.round(rate.low),
            high: Math.round(rate.high),
            at: rate.rate,
            min: 0,
            max: 100,
          },
        };
  return (
    <div className={styles.figures}>
      <div>
        <Figure
          label={t(`metric.${metric}`)}
          method={t(`method.${metric}`)}
          value={figure ? sayScore(metric, figure.score, language) : null}
          n={figure?.n ?? 0}
          {...(figure ? { tone: metricTone(metric, figure) } : {})}
          {...interval}
        />
        <Change metric={metric} change={change} hasInterval />
      </div>
      <Figure
        label={t("rate")}
        method={t("rateMethod")}
        value={rate.rate === null ? null : `${Math.round(rate.rate)}%`}
        {...(rate.invited > 0 ? { n: rate.invited } : {})}
        {...share}
      />
      <Figure
        label={t("completed")}
        value={rate.completed.toLocaleString(language)}
        method={t("completedMethod")}
      />
    </div>
  );
}
