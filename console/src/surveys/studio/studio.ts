// What every part of the studio knows: the draft, what is wrong with it, the language it is written in, and how to
// change it.

import { createContext, use } from "react";
import type { Fault } from "./faults.ts";
import type { Survey } from "./format.ts";
import type { Path } from "./path.ts";

export interface Studio {
  survey: Survey;
  faults: readonly Fault[];
  /** The language whose words are on screen. */
  language: string;
  speak: (language: string) => void;
  /** Goes on with another draft. Changes of the same `what` within a moment are one step of undo. */
  change: (survey: Survey, what?: string) => void;
  /** Changes one place; `undefined` takes it away. */
  set: (at: Path, value: unknown) => void;
  /** The page or question that is looked at. */
  chosen: string | undefined;
  choose: (id: string | undefined) => void;
}

export const StudioContext = createContext<Studio | undefined>(undefined);

export function useStudio(): Studio {
  const studio = use(StudioContext);
  if (!studio) throw new Error("this is a part of the studio");
  return studio;
}
