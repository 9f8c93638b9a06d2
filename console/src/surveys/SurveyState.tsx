import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Mode, Pill } from "../ui/Pill.tsx";

const MODES = { draft: "wait", published: "on", paused: "off", closed: "off" } satisfies Record<string, Mode>;

/** Whether a survey takes answers. */
export function SurveyState({ state }: { state: string }): ReactNode {
  const { t } = useTranslation("surveys");
  const known = state as keyof typeof MODES;
  return <Pill mode={MODES[known]}>{t(`state.${known}`)}</Pill>;
}
