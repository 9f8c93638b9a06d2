// Changing a journey before it is saved: pure, so that every step can be tested and taken back.

import type { Schemas } from "../api/client.ts";
import { type Journey, type Stage, type Touchpoint, touchpointsOf } from "./journey.ts";

/** What the server takes at most. */
export const STAGES_MAX = 30;
export const TOUCHPOINTS_MAX = 100;

export type Draft = Schemas["JourneyRequest"];

export const draftOf = ({ name, stages }: Journey): Draft => ({ name, stages });

/** An id that none of these has: `stage_1`, `stage_2`, … Figures follow ids of nothing, so any will do. */
export function ownId(prefix: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const id = `${prefix}_${number}`;
    if (!taken.includes(id)) return id;
  }
}

export function newStage(id: string, name: string, language: string): Stage {
  return { id, name: { [language]: name }, touchpoints: [] };
}

export function addStage(draft: Draft, name: string, language: string): Draft {
  const id = ownId(
    "stage",
    draft.stages.map((stage) => stage.id),
  );
  return { ...draft, stages: [...draft.stages, newStage(id, name, language)] };
}

export function changeStage(draft: Draft, id: string, change: Partial<Stage>): Draft {
  return {
    ...draft,
    stages: draft.stages.map((stage) => (stage.id === id ? { ...stage, ...change } : stage)),
  };
}

export function removeStage(draft: Draft, id: string): Draft {
  return { ...draft, stages: draft.stages.filter((stage) => stage.id !== id) };
}

/** Puts a stage at a place; places are counted without it. */
export function placeStage(draft: Draft, id: string, at: number): Draft {
  const moved = draft.stages.find((stage) => stage.id === id);
  if (!moved) return draft;
  const others = draft.stages.filter((stage) => stage !== moved);
  return { ...draft, stages: [...others.slice(0, at), moved, ...others.slice(at)] };
}

export function addTouchpoint(draft: Draft, stage: string, name: string, language: string): Draft {
  const id = ownId(
    "touchpoint",
    touchpointsOf(draft).map(({ touchpoint }) => touchpoint.id),
  );
  const made: Touchpoint = {
    id,
    name: { [language]: name },
    metric: "csat",
    moment_of_truth: false,
    asked: [],
  };
  const found = draft.stages.find((one) => one.id === stage);
  return changeStage(draft, stage, { touchpoints: [...(found?.touchpoints ?? []), made] });
}

export function changeTouchpoint(draft: Draft, id: string, change: Partial<Touchpoint>): Draft {
  const changed = (touchpoint: Touchpoint): Touchpoint =>
    touchpoint.id === id ? { ...touchpoint, ...change } : touchpoint;
  return {
    ...draft,
    stages: draft.stages.map((stage) => ({ ...stage, touchpoints: stage.touchpoints.map(changed) })),
  };
}

export function removeTouchpoint(draft: Draft, id: string): Draft {
  const kept = (stage: Stage): Stage => ({
    ...stage,
    touchpoints: stage.touchpoints.filter((one) => one.id !== id),
  });
  return { ...draft, stages: draft.stages.map(kept) };
}

/** Puts a touchpoint into a stage at a place; places are counted without it. */
export function placeTouchpoint(draft: Draft, id: string, stage: string, at: number): Draft {
  const moved = touchpointsOf(draft).find(({ touchpoint }) => touchpoint.id === id)?.touchpoint;
  if (!moved || !draft.stages.some((one) => one.id === stage)) return draft;
  const without = removeTouchpoint(draft, id);
  const others = without.stages.find((one) => one.id === stage)?.touchpoints ?? [];
  return changeStage(without, stage, { touchpoints: [...others.slice(0, at), moved, ...others.slice(at)] });
}

export type Step = "up" | "down";

export function moveStage(draft: Draft, id: string, step: Step): Draft {
  const at = draft.stages.findIndex((stage) => stage.id === id);
  const to = step === "up" ? at - 1 : at + 1;
  return at < 0 || to < 0 || to >= draft.stages.length ? draft : placeStage(draft, id, to);
}

/** One place up or down; beyond the end of a stage it goes into the next one. */
export function moveTouchpoint(draft: Draft, id: string, step: Step): Draft {
  const nth = draft.stages.findIndex(({ touchpoints }) => touchpoints.some((one) => one.id === id));
  const stage = draft.stages[nth];
  if (!stage) return draft;
  const at = stage.touchpoints.findIndex((one) => one.id === id);
  const to = step === "up" ? at - 1 : at + 1;
  if (to >= 0 && to < stage.touchpoints.length) return placeTouchpoint(draft, id, stage.id, to);
  const neighbour = draft.stages[step === "up" ? nth - 1 : nth + 1];
  if (!neighbour) return draft;
  return placeTouchpoint(draft, id, neighbour.id, step === "up" ? neighbour.touchpoints.length : 0);
}
