import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ChannelFilter } from "../ui/ChannelFilter.tsx";
import { DayRange } from "../ui/DayRange.tsx";
import { ChoiceFilter, Filters } from "../ui/Filters.tsx";
import { PeriodFilter } from "../ui/PeriodFilter.tsx";
import { UnitSelect } from "../ui/UnitSelect.tsx";
import styles from "./JourneyFilters.module.css";
import { AGAINST, type Against, otherDays, type Scope, type View } from "./view.ts";

interface JourneyFiltersProps {
  view: View;
  scope: Scope;
  onChange: (view: View) => void;
}

/** Where, when, over which channel, and against what. */
export function JourneyFilters({ view, scope, onChange }: JourneyFiltersProps): ReactNode {
  const { t } = useTranslation("journeys");
  const { unit, channel, against, other_unit, other_channel, other_from, other_to, ...period } = view;
  const compare = (against: Against | undefined): void => {
    const { other_unit: _, other_channel: __, other_from: ___, other_to: ____, ...rest } = view;
    onChange({ ...rest, against } as View);
  };
  return (
    <Filters>
      <PeriodFilter
        value={period}
        days={scope}
        onChange={(next) =>
          onChange({
            unit,
            channel,
            against,
            other_unit,
            other_channel,
            other_from,
            other_to,
            ...next,
          } as View)
        }
      />
      <ChannelFilter
        value={channel}
        days={{ from: scope.from, to: scope.to }}
        onChange={(channel) => onChange({ ...view, channel } as View)}
      />
      <span className={styles.against}>
        <ChoiceFilter
          label={t("against.title")}
          value={against}
          options={AGAINST.map((value) => ({ value, label: t(`against.${value}`) }))}
          onChange={compare}
        />
        {against === "unit" && (
          <UnitSelect
            label={t("against.otherUnit")}
            value={other_unit}
            onChange={(other_unit) => onChange({ ...view, other_unit } as View)}
          />
        )}
        {against === "channel" && (
          <ChannelFilter
            label={t("against.otherChannel")}
            value={other_channel}
            days={{ from: scope.from, to: scope.to }}
            onChange={(other_channel) => onChange({ ...view, other_channel } as View)}
          />
        )}
        {against === "period" && (
          <DayRange
            value={otherDays(view, scope)}
            onChange={({ from, to }) => onChange({ ...view, other_from: from, other_to: to } as View)}
          />
        )}
      </span>
    </Filters>
  );
}
