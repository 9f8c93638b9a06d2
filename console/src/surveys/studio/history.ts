// Undo and redo over a value that is replaced as a whole. Typing in one field is one step.

export interface History<Value> {
  readonly past: readonly Value[];
  readonly present: Value;
  readonly future: readonly Value[];
  /** What was changed last, and when: the next change of the same within a moment belongs to it. */
  readonly last?: { what: string; at: number };
}

const STEPS_MAX = 200;
/** Changes of the same field within this time are one step. */
const ONE_STEP_MS = 1_500;

export const begin = <Value>(present: Value): History<Value> => ({ past: [], present, future: [] });

/** Goes on with another value. `what` names the field; without it each change is a step of its own. */
export function goOn<Value>(
  history: History<Value>,
  present: Value,
  at: number,
  what?: string,
): History<Value> {
  if (present === history.present) return history;
  const { last } = history;
  const isSame = what !== undefined && last?.what === what && at - last.at < ONE_STEP_MS;
  const past = isSame ? history.past : [...history.past, history.present].slice(-STEPS_MAX);
  return { past, present, future: [], ...(what === undefined ? {} : { last: { what, at } }) };
}

export function undo<Value>({ past, present, future }: History<Value>): History<Value> {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future };
  return { past: past.slice(0, -1), present: before, future: [present, ...future] };
}

export function redo<Value>({ past, present, future }: History<Value>): History<Value> {
  const [next, ...later] = future;
  if (next === undefined) return { past, present, future };
  return { past: [...past, present], present: next, future: later };
}
