// A run as the server tells of it; the API document leaves its state and history open.

import type { Schemas } from "../api/client.ts";
import type { Step } from "../traces/trace.ts";
import type { Mode } from "../ui/Pill.tsx";

interface RunState {
  state: "waiting" | "done" | "held_out" | "stopped";
  until?: string;
}

export const MODES: Record<RunState["state"], Mode> = {
  waiting: "wait",
  done: "on",
  held_out: "off",
  stopped: "off",
};

export const stateOf = (run: Schemas["RunView"]): RunState => run.state as unknown as RunState;

export const historyOf = (run: Schemas["RunView"]): Step[] => run.history as unknown as Step[];
