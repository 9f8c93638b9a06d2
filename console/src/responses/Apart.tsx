import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Pill } from "../ui/Pill.tsx";

/** Says of a response that it counts in no figure, and why. */
export function Apart({ apart }: { apart: Schemas["SurveyResponse"]["apart"] }): ReactNode {
  const { t } = useTranslation("responses");
  if (!apart) return null;
  return (
    <Tooltip title={t(`apart.why.${apart}`)}>
      <span>
        <Pill mode="off">{t(`apart.${apart}`)}</Pill>
      </span>
    </Tooltip>
  );
}
