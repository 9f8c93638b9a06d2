import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Pill } from "../ui/Pill.tsx";
import type { Source } from "./queries.ts";

/** Whether a source's key works. */
export function SourceState({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation("sources");
  return source.revoked_at ? (
    <Pill mode="off">{t("state.revoked")}</Pill>
  ) : (
    <Pill mode="on">{t("state.open")}</Pill>
  );
}
