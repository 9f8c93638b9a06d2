import type { ReactNode } from "react";
import { useLanguage } from "../i18n/useLanguage.ts";
import { EmotionCurve } from "./EmotionCurve.tsx";
import { type Journey, type JourneyFigures, say } from "./journey.ts";
import { TouchpointCard } from "./TouchpointCard.tsx";
import { Way } from "./Way.tsx";

interface JourneyMapProps {
  journey: Journey;
  figures: JourneyFigures;
  onOpen: (touchpoint: string) => void;
}

/** The stages from left to right, each with its touchpoints; on a phone one below the other. */
export function JourneyMap({ journey, figures, onOpen }: JourneyMapProps): ReactNode {
  const { language } = useLanguage();
  const byId = new Map(figures.touchpoints.map((found) => [found.touchpoint, found]));
  return (
    <Way
      journey={journey}
      touchpoint={(touchpoint) => (
        <TouchpointCard
          touchpoint={touchpoint}
          figures={byId.get(touchpoint.id)}
          name={say(touchpoint.name, language)}
        />
      )}
      below={
        <EmotionCurve
          journey={journey}
          lines={[{ name: "", figures: figures.touchpoints }]}
          onOpen={onOpen}
        />
      }
    />
  );
}
