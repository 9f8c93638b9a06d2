import { type ReactNode, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import type { Palette } from "../theme/tokens.ts";
import { Chart } from "../ui/Chart.tsx";
import {
  type ChartOption,
  type ChartPoint,
  estimates,
  frame,
  valueAxis,
  wordAxis,
} from "../ui/chartParts.ts";
import { sayDay, sayDays } from "../ui/days.ts";
import { type Metric, sayInterval, sayScore } from "../ui/metric.ts";

/** A score over time, with the interval of every point. */
export function Course({
  metric,
  points,
}: {
  metric: Metric;
  points: readonly Schemas["MetricPoint"][];
}): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const drawn = useMemo(
    () =>
      points.map(({ from, to, figure }, x): ChartPoint | null => {
        if (!figure) return null;
        const { score, low, high, n } = figure;
        const value = `${sayScore(metric, score, language)} ${sayInterval(metric, figure, language)}`;
        const says = `${sayDays({ from, to }, language)}\n${value}\nn ${n.toLocaleString(language)}`;
        return { x, score, low, high, n, says };
      }),
    [points, metric, language],
  );
  const option = useCallback(
    (ink: Palette): ChartOption => ({
      ...frame(ink),
      xAxis: wordAxis(
        ink,
        points.map(({ from }) => sayDay(from, language)),
      ),
      // Zero need not be on a scale that has no zero of its own; what is drawn says how sure it is.
      yAxis: { ...valueAxis(ink), scale: true },
      series: estimates(drawn, ink, { colour: ink.accent }),
    }),
    [drawn, points, language],
  );
  const table = useMemo(
    () => ({
      columns: [t("course.days"), t("score"), t("interval"), "n"],
      rows: points.map(({ from, to, figure }) => [
        sayDays({ from, to }, language),
        figure ? sayScore(metric, figure.score, language) : "–",
        (figure && sayInterval(metric, figure, language)) || "–",
        (figure?.n ?? 0).toLocaleString(language),
      ]),
    }),
    [points, metric, language, t],
  );
  return <Chart label={t("course.title")} height={200} option={option} table={table} />;
}
