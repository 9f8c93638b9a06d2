// What charts are put together from, so that all of them look and behave alike. Pure: numbers and colours in, options of
// ECharts out.

import type { BarSeriesOption, CustomSeriesOption, LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import { FONT, type Palette } from "../theme/tokens.ts";
import { N_SMALL } from "./metric.ts";
import type { Tone } from "./tone.ts";

export type ChartOption = ComposeOption<
  BarSeriesOption | CustomSeriesOption | LineSeriesOption | GridComponentOption | TooltipComponentOption
>;

/** An estimate at a place of the horizontal axis. */
export interface ChartPoint {
  /** Handed over when it is clicked. */
  id?: string;
  x: number;
  score: number;
  low: number | null;
  high: number | null;
  n: number;
  /** Its colour and shape; those of the line when it is no score. */
  tone?: Tone;
  /** Written beside it. */
  name?: string;
  /** What is said of it under the pointer. */
  says: string;
}

/** What every chart begins with. Nothing moves by itself. */
export function frame(ink: Palette): ChartOption {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: ink.soft },
    grid: { left: 8, right: 8, top: 24, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "item",
      renderMode: "richText",
      confine: true,
      backgroundColor: ink.surface,
      borderColor: ink.edge,
      textStyle: { color: ink.text, fontSize: 12, fontFamily: FONT },
      formatter: (about) => {
        const [one] = Array.isArray(about) ? about : [about];
        return String((one?.data as { says?: string } | undefined)?.says ?? "");
      },
    },
  };
}

/** An axis of values: quiet lines, its numbers beside it. */
export function valueAxis(ink: Palette) {
  return {
    type: "value" as const,
    axisLabel: { color: ink.soft, fontSize: 12 },
    splitLine: { lineStyle: { color: ink.line } },
  };
}

/** Ticks of an axis at the bottom that are words. */
export function wordAxis(ink: Palette, words: readonly string[]) {
  return {
    type: "category" as const,
    data: [...words],
    axisLabel: { color: ink.soft, fontSize: 12, hideOverlap: true },
    axisLine: { lineStyle: { color: ink.edge } },
    axisTick: { show: false },
  };
}

/**
 * A line through estimates with the interval of each: a whisker at the estimate, a band from one to the next. Where one
 * is missing, the line is broken.
 */
export function estimates(
  points: readonly (ChartPoint | null)[],
  ink: Palette,
  { colour, isDashed = false, name = "" }: { colour: string; isDashed?: boolean; name?: string },
): (CustomSeriesOption | LineSeriesOption)[] {
  return [intervals(points, colour), line(points, ink, { colour, isDashed, name })];
}

const SYMBOLS: Record<Tone, { symbol: string; symbolRotate?: number }> = {
  good: { symbol: "triangle" },
  mid: { symbol: "roundRect" },
  bad: { symbol: "triangle", symbolRotate: 180 },
};

function line(
  points: readonly (ChartPoint | null)[],
  ink: Palette,
  { colour, isDashed, name }: { colour: string; isDashed: boolean; name: string },
): LineSeriesOption {
  const inks: Record<Tone, string> = { good: ink.scoreGood, mid: ink.scoreMid, bad: ink.scoreBad };
  const data = points.map((point, at) => {
    if (!point) return { value: [at, "-"] };
    const ownColour = point.tone ? inks[point.tone] : colour;
    const isSmall = point.n < N_SMALL;
    return {
      ...(point.id === undefined ? {} : { id: point.id }),
      says: point.says,
      value: [point.x, point.score],
      ...(point.tone ? SYMBOLS[point.tone] : { symbol: "circle" }),
      symbolSize: point.tone ? 11 : 6,
      // Hollow: it rests on few answers.
      itemStyle: { color: isSmall ? ink.surface : ownColour, borderColor: ownColour, borderWidth: 2 },
      label: { show: point.name !== undefined, formatter: point.name ?? "" },
    };
  });
  return {
    type: "line",
    name,
    data,
    connectNulls: false,
    showAllSymbol: true,
    lineStyle: { color: colour, width: 2, type: isDashed ? "dashed" : "solid" },
    label: { show: false, position: "top", distance: 8, color: ink.text, fontSize: 12 },
    labelLayout: { hideOverlap: true },
    emphasis: { disabled: true },
    ...(name === "" ? {} : { endLabel: { show: true, formatter: name, color: ink.text, fontSize: 12 } }),
    z: 3,
  };
}

function intervals(points: readonly (ChartPoint | null)[], colour: string): CustomSeriesOption {
  const known = points.flatMap((point, at) => {
    if (!point || point.low === null || point.high === null) return [];
    const next = points[at + 1];
    const hasNext = next && next.low !== null && next.high !== null;
    const ahead = hasNext ? [next.x, next.low, next.high] : [Number.NaN, Number.NaN, Number.NaN];
    return [[point.x, point.low, point.high, point.n, ...ahead] as number[]];
  });
  return {
    type: "custom",
    data: known,
    dimensions: ["x", "low", "high", "n", "next", "nextLow", "nextHigh"],
    encode: { x: 0, y: [1, 2] },
    silent: true,
    clip: true,
    z: 2,
    renderItem: (_, api) => {
      const value = (at: number): number => Number(api.value(at));
      const place = (x: number, y: number): number[] => api.coord([x, y]);
      const [bottom, top] = [place(value(0), value(1)), place(value(0), value(2))];
      const whisker = {
        type: "line" as const,
        shape: { x1: bottom[0] ?? 0, y1: bottom[1] ?? 0, x2: top[0] ?? 0, y2: top[1] ?? 0 },
        style: { stroke: colour, lineWidth: 2, opacity: 0.5, lineDash: value(3) < N_SMALL ? [3, 3] : [] },
      };
      if (Number.isNaN(value(4))) return { type: "group", children: [whisker] };
      const band = {
        type: "polygon" as const,
        shape: { points: [bottom, top, place(value(4), value(6)), place(value(4), value(5))] },
        style: { fill: colour, opacity: 0.14 },
      };
      return { type: "group", children: [band, whisker] };
    },
  };
}
