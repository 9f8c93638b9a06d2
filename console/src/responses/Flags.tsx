import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Pill } from "../ui/Pill.tsx";

/** What raises doubts about a response. A browser without script is no doubt by itself and not shown here. */
export function Flags({ flags }: { flags: Schemas["SurveyResponse"]["flags"] }): ReactNode {
  const { t } = useTranslation("responses");
  const doubts = flags.filter(({ flag }) => flag !== "unvouched");
  return doubts.map(({ flag, evidence }) => (
    <Tooltip
      key={`${flag} ${evidence.of}`}
      title={t(`flags.why.${flag}`, { defaultValue: flag, context: evidence.of, ...evidence })}
    >
      <span>
        <Pill mode="wait">{t(`flags.${flag}`, { defaultValue: flag })}</Pill>
      </span>
    </Tooltip>
  ));
}
