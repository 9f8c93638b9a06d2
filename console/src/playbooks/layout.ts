// Where the steps of a playbook stand when they are drawn: top to bottom, each below all that lead to it.

import { END, type Step, type Way, ways } from "./document.ts";

export const START = "start";

interface Place {
  id: string;
  /** From the top, 0 first. */
  row: number;
  /** From the middle, in widths of a step. */
  column: number;
}

interface Path {
  from: string;
  way: Way;
}

export interface Layout {
  places: Place[];
  paths: Path[];
  rows: number;
}

/** Jumps lead only forward, so one pass in the order of the steps finds the longest way to each. */
export function layout(steps: readonly Step[]): Layout {
  const first: Path = { from: START, way: { to: steps[0]?.id ?? END, why: { kind: "next" } } };
  const paths = [
    first,
    ...steps.flatMap((step, at) => ways(steps, at).map((way) => ({ from: step.id, way }))),
  ];
  const rows = new Map([[START, 0]]);
  for (const { from, way } of paths) {
    const row = (rows.get(from) ?? 0) + 1;
    rows.set(way.to, Math.max(rows.get(way.to) ?? 0, row));
  }
  const height = Math.max(...rows.values()) + 1;
  const places = Array.from({ length: height }, (_, row) => {
    const members = [...rows].filter(([, itsRow]) => itsRow === row);
    return members.map(([id], at) => ({ id, row, column: at - (members.length - 1) / 2 }));
  });
  return { places: places.flat(), paths, rows: height };
}
