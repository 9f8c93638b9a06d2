import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/Card.tsx";
import type { Colours } from "../look/colours.ts";
import { Look } from "../look/Look.tsx";

interface LookViewProps {
  tried: Colours | undefined;
  onTry: (colours: Colours | undefined) => void;
}

/** How the survey looks: a survey has no colours of its own, so these are the brand's. */
export function LookView({ tried, onTry }: LookViewProps): ReactNode {
  const { t } = useTranslation("look");
  return (
    <Card title={t("title")}>
      <Look tried={tried} onTry={onTry} />
    </Card>
  );
}
