// A journey and how it is read: its words in the language on screen, its touchpoints in the order of the way.

import type { Schemas } from "../api/client.ts";

export type Journey = Schemas["Journey"];
export type Stage = Schemas["Stage"];
export type Touchpoint = Schemas["Touchpoint"];
export type JourneyFigures = Schemas["JourneyFigures"];
export type TouchpointFigures = Schemas["TouchpointFigures"];
export type JourneyComparison = Schemas["JourneyComparison"];
export type TouchpointComparison = Schemas["TouchpointComparison"];

type Words = Record<string, string>;

/** In the language on screen, else in any. */
export function say(words: Words, language: string): string {
  return words[language] ?? words.en ?? words["zh-CN"] ?? Object.values(words)[0] ?? "";
}

/** The words with those of one language changed; a language without words is left out. */
export function resay(words: Words, language: string, text: string): Words {
  const { [language]: _, ...others } = words;
  return text === "" ? others : { ...others, [language]: text };
}

export function touchpointsOf(journey: Pick<Journey, "stages">): { stage: Stage; touchpoint: Touchpoint }[] {
  return journey.stages.flatMap((stage) => stage.touchpoints.map((touchpoint) => ({ stage, touchpoint })));
}

/** Where a touchpoint stands on the way, in widths of a stage: those of a stage share its width evenly. */
export function placesOf(journey: Pick<Journey, "stages">): Map<string, number> {
  return new Map(
    journey.stages.flatMap((stage, nth) =>
      stage.touchpoints.map(({ id }, at) => [id, nth + (at + 0.5) / stage.touchpoints.length] as const),
    ),
  );
}

/** What asks about a touchpoint. */
export const askedOf = ({ asked }: Touchpoint): Schemas["Asked"][] => asked ?? [];
