import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { below, Count, Pick, Row, Words } from "./fields.tsx";
import type { Path } from "./path.ts";

/** What stands at the ends of a scale. */
export function EndFields({ at }: { at: Path }): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <Row>
      <Words at={below(at, "low")} label={t("of.low")} hint={t("of.endsHint")} />
      <Words at={below(at, "high")} label={t("of.high")} />
    </Row>
  );
}

/** Stars, faces or numbers, from where to where. */
export function RatingFields({ at }: { at: Path }): ReactNode {
  const { t } = useTranslation("studio");
  const shapes = (["star", "emoji", "number"] as const).map((shape) => ({
    value: shape,
    label: t(`shape.${shape}`),
  }));
  return (
    <>
      <Row>
        <Pick at={below(at, "shape")} label={t("of.shape")} options={shapes} />
        <Count at={below(at, "min")} label={t("of.least")} min={0} max={1} isNeeded />
        <Count at={below(at, "max")} label={t("of.most")} min={2} max={10} isNeeded />
      </Row>
      <EndFields at={at} />
    </>
  );
}
