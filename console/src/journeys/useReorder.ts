import { type DragEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { announce } from "../ui/announce.ts";
import { type Draft, moveStage, moveTouchpoint, placeStage, placeTouchpoint, type Step } from "./draft.ts";
import { say } from "./journey.ts";

type Kind = "stage" | "touchpoint";

/** Ordering by dragging and by buttons; both end in the same pure steps. */
export interface Reorder {
  /** What is being dragged. */
  dragged: { kind: Kind; id: string } | undefined;
  /** For what is taken hold of. */
  grip: (
    kind: Kind,
    id: string,
  ) => { draggable: true; onDragStart: (event: DragEvent) => void; onDragEnd: () => void };
  /** For a place where a touchpoint may be dropped: before the one there. */
  touchpointPlace: (stage: string, at: number) => Place;
  stagePlace: (at: number) => Place;
  /** One place up or down; the focus goes along. */
  move: (kind: Kind, id: string, step: Step, name: Record<string, string>) => void;
}

interface Place {
  onDragOver: (event: DragEvent) => void;
  onDrop: (event: DragEvent) => void;
}

export function useReorder(draft: Draft, change: (draft: Draft) => void): Reorder {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const [dragged, setDragged] = useState<{ kind: Kind; id: string }>();
  const moved = useRef<{ id: string; step: Step }>(undefined);

  // A moved row is put elsewhere in the document, which loses the focus.
  useEffect(() => {
    if (!moved.current) return;
    const { id, step } = moved.current;
    moved.current = undefined;
    const button = (step: Step): HTMLButtonElement | null =>
      document.querySelector(`[data-move="${id} ${step}"]`);
    const same = button(step);
    (same && !same.disabled ? same : button(step === "up" ? "down" : "up"))?.focus();
  });

  const place = (kind: Kind, drop: (id: string) => Draft): Place => ({
    onDragOver: (event) => {
      if (dragged?.kind === kind) event.preventDefault();
    },
    onDrop: (event) => {
      if (dragged?.kind !== kind) return;
      event.preventDefault();
      event.stopPropagation();
      setDragged(undefined);
      change(drop(dragged.id));
    },
  });

  return {
    dragged,
    grip: (kind, id) => ({
      draggable: true,
      onDragStart: (event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", id);
        setDragged({ kind, id });
      },
      onDragEnd: () => setDragged(undefined),
    }),
    touchpointPlace: (stage, at) =>
      place("touchpoint", (id) => placeTouchpoint(draft, id, stage, before(draft, stage, id, at))),
    stagePlace: (at) =>
      place("stage", (id) => {
        const own = draft.stages.findIndex((stage) => stage.id === id);
        return placeStage(draft, id, own < at ? at - 1 : at);
      }),
    move: (kind, id, step, name) => {
      moved.current = { id: `${kind} ${id}`, step };
      change(kind === "stage" ? moveStage(draft, id, step) : moveTouchpoint(draft, id, step));
      announce(t(step === "up" ? "edit.movedUp" : "edit.movedDown", { name: say(name, language) }));
    },
  };
}

/** A place as it is counted without the one that comes there. */
function before(draft: Draft, stage: string, id: string, at: number): number {
  const own =
    draft.stages.find((one) => one.id === stage)?.touchpoints.findIndex((one) => one.id === id) ?? -1;
  return own >= 0 && own < at ? at - 1 : at;
}
