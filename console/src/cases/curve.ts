// The share of cases for which something has not happened yet, over time, as the path of a drawing.

export interface Step {
  time: number;
  open: number;
  low: number;
  high: number;
}

export interface Drawn {
  /** The curve. */
  line: string;
  /** Its interval. */
  band: string;
  /** Where the time is written: hours, and how far along. */
  ticks: { hours: number; x: number }[];
}

/** Times between which a clock is read easily, in hours. */
const TICKS = [0.25, 0.5, 1, 2, 4, 6, 12, 24, 48, 72, 168, 336, 720];
const TICKS_MAX = 6;

/** Draws steps into a box; a share falls at its time and stays until the next one. */
export function draw(steps: readonly Step[], width: number, height: number): Drawn {
  const last = steps.at(-1)?.time ?? 0;
  const end = last > 0 ? last * 1.05 : 1;
  const x = (time: number): number => (width * time) / end;
  const y = (share: number): number => height * (1 - share);
  const begin: Step = { time: 0, open: 1, low: 1, high: 1 };
  const all = [begin, ...steps];
  const stairs = (share: (step: Step) => number): [number, number][] =>
    all.flatMap((step, at) => {
      const until = all[at + 1]?.time ?? end;
      return [
        [x(step.time), y(share(step))],
        [x(until), y(share(step))],
      ] as [number, number][];
    });
  const path = (points: [number, number][]): string =>
    points.map(([px, py], at) => `${at === 0 ? "M" : "L"}${round(px)} ${round(py)}`).join("");
  const above = stairs((step) => step.high);
  const below = stairs((step) => step.low).reverse();
  const every = TICKS.find((tick) => end / tick <= TICKS_MAX) ?? end / TICKS_MAX;
  const ticks = Array.from({ length: Math.floor(end / every) + 1 }, (_, n) => n * every);
  return {
    line: path(stairs((step) => step.open)),
    band: `${path([...above, ...below])}Z`,
    ticks: ticks.map((hours) => ({ hours, x: x(hours) })),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
