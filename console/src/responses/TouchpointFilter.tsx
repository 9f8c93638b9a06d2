import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { say, touchpointsOf } from "../journeys/journey.ts";
import { journeysQuery } from "../journeys/queries.ts";

interface TouchpointFilterProps {
  value: { journey?: string; touchpoint?: string };
  onChange: (journey: string | undefined, touchpoint: string | undefined) => void;
}

/** One touchpoint of one of the journeys: the responses by which it is measured. */
export function TouchpointFilter({ value, onChange }: TouchpointFilterProps): ReactNode {
  const { t } = useTranslation("responses");
  const { language } = useLanguage();
  const { data, isFetching } = useQuery(journeysQuery);
  const journeys = data?.items ?? [];
  const options = journeys.map((journey) => ({
    label: say(journey.name, language),
    options: touchpointsOf(journey).map(({ touchpoint }) => ({
      value: `${journey.id}/${touchpoint.id}`,
      label: say(touchpoint.name, language),
    })),
  }));
  const chosen = value.journey && value.touchpoint ? `${value.journey}/${value.touchpoint}` : null;
  const isKnown = options.some(({ options }) => options.some((option) => option.value === chosen));
  return (
    <Select
      style={{ minWidth: 140 }}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      placeholder={t("touchpoint")}
      aria-label={t("touchpoint")}
      loading={isFetching}
      value={chosen}
      options={isKnown || !chosen ? options : [{ value: chosen, label: value.touchpoint }, ...options]}
      onChange={(chosen: string | undefined) => {
        const [journey, touchpoint] = chosen?.split("/") ?? [];
        onChange(journey, touchpoint);
      }}
    />
  );
}
