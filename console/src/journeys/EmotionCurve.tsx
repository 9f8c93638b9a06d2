import { type ReactNode, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import type { Palette } from "../theme/tokens.ts";
import { Chart } from "../ui/Chart.tsx";
import { type ChartOption, type ChartPoint, estimates, frame } from "../ui/chartParts.ts";
import { type Estimate, feeling, metricTone, sayInterval, sayScore } from "../ui/metric.ts";
import styles from "./EmotionCurve.module.css";
import { type Journey, placesOf, say, touchpointsOf } from "./journey.ts";

interface CurveLine {
  /** What it is called, where there are two. */
  name: string;
  figures: { touchpoint: string; figure: Estimate | null }[];
}

interface EmotionCurveProps {
  journey: Journey;
  lines: CurveLine[];
  onOpen: (touchpoint: string) => void;
}

/** How the way feels: each score between the worst and the best that its scale allows, with its interval. */
export function EmotionCurve({ journey, lines, onOpen }: EmotionCurveProps): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const drawn = useMemo(() => {
    const places = placesOf(journey);
    return lines.map(({ name, figures }) => {
      const byId = new Map(figures.map(({ touchpoint, figure }) => [touchpoint, figure]));
      const points = touchpointsOf(journey).flatMap(({ touchpoint }): ChartPoint[] => {
        const figure = byId.get(touchpoint.id);
        if (!figure) return [];
        const { metric, id } = touchpoint;
        const called = say(touchpoint.name, language);
        const onScale = (value: number | null): number | null =>
          value === null ? null : feeling(metric, value);
        const says = [
          called + (name && ` · ${name}`),
          `${t(`metric.${metric}`)} ${sayScore(metric, figure.score, language)} ${sayInterval(metric, figure, language)}`,
          `n ${figure.n.toLocaleString(language)}`,
        ];
        return [
          {
            id,
            x: places.get(id) ?? 0,
            score: feeling(metric, figure.score),
            low: onScale(figure.low),
            high: onScale(figure.high),
            n: figure.n,
            tone: metricTone(metric, figure),
            says: says.join("\n"),
            ...(lines.length === 1 ? { name: `${touchpoint.moment_of_truth ? "◆ " : ""}${called}` } : {}),
          },
        ];
      });
      return { name, points };
    });
  }, [journey, lines, language, t]);

  const option = useCallback(
    (ink: Palette): ChartOption => ({
      ...frame(ink),
      grid: { left: 0, right: 0, top: 28, bottom: 16 },
      xAxis: {
        type: "value",
        min: 0,
        max: journey.stages.length,
        interval: 1,
        axisLabel: { show: false },
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { lineStyle: { color: ink.line } },
      },
      yAxis: {
        type: "value",
        min: -100,
        max: 100,
        interval: 100,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: {
          inside: true,
          color: ink.soft,
          fontSize: 12,
          verticalAlign: "bottom",
          formatter: (value: number) =>
            t(value > 0 ? "curve.best" : value < 0 ? "curve.worst" : "curve.middle"),
        },
        splitLine: { lineStyle: { color: ink.edge, type: [2, 4] } },
        z: 4,
      },
      series: drawn.flatMap(({ points }, nth) =>
        estimates(points, ink, { colour: nth === 0 ? ink.accent : ink.scoreMid, isDashed: nth > 0 }),
      ),
    }),
    [drawn, journey.stages.length, t],
  );
  const table = useMemo(() => {
    const names = lines.map(({ name }) => name);
    return {
      columns: [
        t("touchpoint"),
        ...names.flatMap((name) =>
          [t("curve.feeling"), t("score"), t("interval"), "n"].map((one) => `${name} ${one}`.trim()),
        ),
      ],
      rows: touchpointsOf(journey).map(({ touchpoint }) => [
        say(touchpoint.name, language),
        ...lines.flatMap(({ figures }) => {
          const figure = figures.find((found) => found.touchpoint === touchpoint.id)?.figure;
          if (!figure) return ["–", "–", "–", "0"];
          const { metric } = touchpoint;
          return [
            Math.round(feeling(metric, figure.score)).toLocaleString(language),
            `${t(`metric.${metric}`)} ${sayScore(metric, figure.score, language)}`,
            sayInterval(metric, figure, language) || "–",
            figure.n.toLocaleString(language),
          ];
        }),
      ]),
    };
  }, [journey, lines, language, t]);
  return (
    <section className={styles.curve}>
      <header className={styles.header}>
        <h2>{t("curve.title")}</h2>
        <p>{t("curve.text")}</p>
        {lines.length > 1 && (
          <ul className={styles.lines}>
            {lines.map(({ name }, nth) => (
              <li key={name} data-nth={nth}>
                {name}
              </li>
            ))}
          </ul>
        )}
      </header>
      <Chart label={t("curve.title")} height={220} option={option} table={table} onPick={onOpen} />
    </section>
  );
}
