import type { ReactNode } from "react";
import styles from "./Sparkline.module.css";

export interface SparkPoint {
  score: number;
  low: number | null;
  high: number | null;
}

const WIDTH = 120;
const HEIGHT = 28;
const EDGE = 3;

/** A course in the size of a word, with the intervals of its points; the chart with scale and table is elsewhere. */
export function Sparkline({ points }: { points: readonly (SparkPoint | null)[] }): ReactNode {
  const known = points.filter((point) => point !== null);
  if (known.length === 0)
    return <svg className={styles.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" />;
  const least = Math.min(...known.map(({ score, low }) => low ?? score));
  const most = Math.max(...known.map(({ score, high }) => high ?? score));
  const x = (at: number): number =>
    points.length === 1 ? WIDTH / 2 : EDGE + (at * (WIDTH - 2 * EDGE)) / (points.length - 1);
  const y = (value: number): number =>
    most === least ? HEIGHT / 2 : HEIGHT - EDGE - ((value - least) * (HEIGHT - 2 * EDGE)) / (most - least);
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {runs(points).map(({ first, part }) => {
        const place = (value: (point: SparkPoint) => number): string[] =>
          part.map((point, at) => `${x(first + at).toFixed(1)},${y(value(point)).toFixed(1)}`);
        const band = [
          ...place(({ score, low }) => low ?? score),
          ...place(({ score, high }) => high ?? score).reverse(),
        ];
        const [only] = part;
        return part.length === 1 && only ? (
          <g key={first}>
            <line
              x1={x(first)}
              x2={x(first)}
              y1={y(only.low ?? only.score)}
              y2={y(only.high ?? only.score)}
            />
            <circle cx={x(first)} cy={y(only.score)} r="2" />
          </g>
        ) : (
          <g key={first}>
            <polygon points={band.join(" ")} />
            <polyline points={place(({ score }) => score).join(" ")} />
          </g>
        );
      })}
    </svg>
  );
}

/** Points side by side without a gap between them, with where they begin. */
function runs(points: readonly (SparkPoint | null)[]): { first: number; part: SparkPoint[] }[] {
  const found: { first: number; part: SparkPoint[] }[] = [];
  points.forEach((point, at) => {
    if (!point) return;
    const last = found.at(-1);
    if (last && last.first + last.part.length === at) last.part.push(point);
    else found.push({ first: at, part: [point] });
  });
  return found;
}
