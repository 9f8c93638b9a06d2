// A playbook as the server keeps it. The API document leaves its steps open, so they are read here.

export interface Playbook {
  id: string;
  name: string;
  state: "draft" | "active" | "paused";
  version: number;
  trigger: { event: string; survey?: string };
  condition?: string;
  key?: string;
  re_entry: { rule: "every_event" | "once" | "once_per_key" } | { rule: "after"; duration: string };
  holdout?: { share: number; salt: string };
  steps: Step[];
}

export type Step = { id: string; next?: string } & (
  | { do: "wait"; for: string }
  | { do: "wait_until"; hour: string }
  | {
      do: "wait_for";
      event: string;
      condition?: string;
      same?: string[];
      timeout: string;
      on_timeout?: string;
    }
  | { do: "split"; branches: Branch[]; otherwise?: string }
  | { do: "send"; template: string; channel?: OneOrMany }
  | { do: "ask"; survey: string; template?: string; channel?: OneOrMany; valid_for?: string }
  | { do: "tag"; name: string; value?: string; for?: string }
  | { do: "untag"; name: string }
  | { do: "offer"; template: string; channel?: OneOrMany; max_products?: number }
  | { do: "open_case"; reason: string; priority?: string; clock: string }
  | { do: "notify"; to: string; text: string }
  | { do: "call_webhook"; url: string; event_type?: string }
  | { do: "end" }
);

interface Branch {
  when?: string;
  share?: number;
  to: string;
}

type OneOrMany = string | string[];

/** The name of the place behind the last step. */
export const END = "end";

/** Where a step may lead, and what that depends on. */
export interface Way {
  to: string;
  why:
    | { kind: "next" }
    | { kind: "timeout"; after: string }
    | { kind: "when"; condition: string }
    | { kind: "share"; share: number }
    | { kind: "otherwise" };
}

/** All ways out of the step at a place. */
export function ways(steps: readonly Step[], at: number): Way[] {
  const step = steps[at];
  if (!step || step.do === "end") return [];
  const next = step.next ?? steps[at + 1]?.id ?? END;
  if (step.do === "split") {
    const branches = step.branches.map(
      ({ when, share, to }): Way => ({
        to,
        why: when === undefined ? { kind: "share", share: share ?? 0 } : { kind: "when", condition: when },
      }),
    );
    return [...branches, { to: step.otherwise ?? next, why: { kind: "otherwise" } }];
  }
  if (step.do === "wait_for") {
    const late: Way = { to: step.on_timeout ?? next, why: { kind: "timeout", after: step.timeout } };
    return [{ to: next, why: { kind: "next" } }, late];
  }
  return [{ to: next, why: { kind: "next" } }];
}

/** The channels of a step, in order of preference. */
export function channels(channel: OneOrMany | undefined): string[] {
  return channel === undefined ? [] : [channel].flat();
}
