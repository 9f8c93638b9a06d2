import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Mode, Pill } from "../ui/Pill.tsx";
import type { Playbook } from "./document.ts";

const MODES: Record<Playbook["state"], Mode> = { draft: "wait", active: "on", paused: "off" };

/** Whether a playbook runs. */
export function PlaybookState({ state }: { state: Playbook["state"] }): ReactNode {
  const { t } = useTranslation("playbooks");
  return <Pill mode={MODES[state]}>{t(`state.${state}`)}</Pill>;
}
