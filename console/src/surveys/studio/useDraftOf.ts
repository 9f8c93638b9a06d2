import { useState } from "react";
import { announce } from "../../ui/announce.ts";
import type { Survey as Stored } from "../queries.ts";
import type { Survey } from "./format.ts";
import { begin, goOn, type History, redo, undo } from "./history.ts";

export interface DraftOf {
  survey: Survey;
  change: (survey: Survey, what?: string) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
}

export const definitionOf = (stored: Stored): Survey => stored.draft as unknown as Survey;

/** The draft with its steps back and forth. */
export function useDraftOf(start: Survey, said: { undone: string; redone: string }): DraftOf {
  const [history, setHistory] = useState<History<Survey>>(() => begin(start));
  const step = (to: typeof undo, text: string) => () => {
    setHistory(to(history));
    announce(text);
  };
  return {
    survey: history.present,
    change: (survey, what) => setHistory((now) => goOn(now, survey, Date.now(), what)),
    undo: history.past.length > 0 ? step(undo, said.undone) : undefined,
    redo: history.future.length > 0 ? step(redo, said.redone) : undefined,
  };
}
