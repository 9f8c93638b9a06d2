import { type ReactNode, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import type { Palette } from "../theme/tokens.ts";
import { Chart } from "../ui/Chart.tsx";
import { type ChartOption, frame, valueAxis, wordAxis } from "../ui/chartParts.ts";
import type { Metric } from "../ui/metric.ts";
import type { Tone } from "../ui/tone.ts";

/** The numbers of a scale, the last that feels bad and the first that feels good. */
const NUMBERS: Record<Metric, { first: number; last: number; bad: number; good: number }> = {
  nps: { first: 0, last: 10, bad: 6, good: 9 },
  csat: { first: 1, last: 5, bad: 2, good: 4 },
  ces: { first: 1, last: 7, bad: 3, good: 5 },
};

/** How often each number was given; lengths begin at zero. */
export function Spread({ metric, counts }: { metric: Metric; counts: readonly number[] }): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const numbers = useMemo(() => {
    const { first, last, bad, good } = NUMBERS[metric];
    const all = counts.reduce((sum, count) => sum + count, 0);
    return Array.from({ length: last - first + 1 }, (_, at) => {
      const number = first + at;
      const tone: Tone = number <= bad ? "bad" : number >= good ? "good" : "mid";
      const count = counts[number] ?? 0;
      const share = all === 0 ? 0 : (100 * count) / all;
      return { number, count, tone, share: `${share.toFixed(1)}%` };
    });
  }, [metric, counts]);
  const option = useCallback(
    (ink: Palette): ChartOption => {
      const inks: Record<Tone, string> = { good: ink.scoreGood, mid: ink.scoreMid, bad: ink.scoreBad };
      return {
        ...frame(ink),
        xAxis: wordAxis(
          ink,
          numbers.map(({ number }) => String(number)),
        ),
        yAxis: { ...valueAxis(ink), min: 0, minInterval: 1 },
        series: {
          type: "bar",
          barMaxWidth: 36,
          data: numbers.map(({ number, count, tone, share }) => ({
            value: count,
            says: `${number}: ${count.toLocaleString(language)} (${share})`,
            itemStyle: { color: inks[tone] },
          })),
        },
      };
    },
    [numbers, language],
  );
  const table = useMemo(
    () => ({
      columns: [t("spread.number"), t("spread.count"), t("spread.share")],
      rows: numbers.map(({ number, count, share }) => [
        String(number),
        count.toLocaleString(language),
        share,
      ]),
    }),
    [numbers, language, t],
  );
  return <Chart label={t("spread.title")} height={160} option={option} table={table} />;
}
