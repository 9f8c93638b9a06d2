// Numbers at random that are the same for the same seed, and choices made with them.

export type Random = () => number;

/** Numbers from 0 to 1 that follow from a seed (Mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function below(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

export function pick<T>(random: Random, all: readonly T[]): T {
  return all[below(random, all.length)] as T;
}

/** At least one of them, in their order. */
export function some<T>(random: Random, all: readonly T[]): T[] {
  const kept = all.filter(() => random() < 0.5);
  return kept.length > 0 ? kept : [pick(random, all)];
}
