// The parts of a trace that the API document leaves open, as the page reads them.

import type { Schemas } from "../api/client.ts";
import type { Outcome } from "./useOutcomeWords.ts";

export type Trace = Schemas["TraceView"];

/** What one playbook said to an event. */
export interface Consideration {
  playbook: string;
  version: number;
  run?: string;
  condition?: { value: "none" | "holds" | "does_not_hold" | "failed"; part?: number; reason?: string };
  admission?: { admission: "enter" | "hold_out" | "running" | "already" | "too_soon" };
}

/** One step of a run. */
export interface Step extends Outcome {
  at: string;
  step: string;
  case?: string;
  channel?: string;
}

/** What an event changed in the profile, or a playbook in it. */
export interface Change {
  what: string;
  name?: string;
  amount?: number;
}

export const considerations = (trace: Trace): Consideration[] =>
  trace.playbooks as unknown as Consideration[];

export const stepsOf = (trace: Trace, run: string | undefined): Step[] =>
  (trace.runs.find(({ id }) => id === run)?.history ?? []) as unknown as Step[];

export const changesOf = (trace: Trace): Change[] =>
  [...trace.changes, ...trace.decided] as unknown as Change[];
