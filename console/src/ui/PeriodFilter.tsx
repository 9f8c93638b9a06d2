import { Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { DayRange } from "./DayRange.tsx";
import { type Days, PERIODS, type PeriodName, type PeriodSearch } from "./days.ts";

interface PeriodFilterProps {
  value: PeriodSearch;
  /** The days that are meant. */
  days: Days;
  onChange: (period: PeriodSearch) => void;
}

/** A period that ends today, or any two days. */
export function PeriodFilter({ value, days, onChange }: PeriodFilterProps): ReactNode {
  const { t } = useTranslation("ui");
  const isOwn = value.from !== undefined || value.to !== undefined;
  const [isChoosing, setChoosing] = useState(isOwn);
  const names = Object.keys(PERIODS) as PeriodName[];
  const order = names.toSorted((one, other) => PERIODS[one] - PERIODS[other]);
  return (
    <>
      <Select<PeriodName | "own">
        style={{ minWidth: 140 }}
        aria-label={t("period.title")}
        value={isOwn || isChoosing ? "own" : (value.period ?? "30d")}
        options={[
          ...order.map((name) => ({ value: name, label: t("period.last", { days: PERIODS[name] }) })),
          { value: "own" as const, label: t("period.own") },
        ]}
        onChange={(name) => {
          setChoosing(name === "own");
          if (name === "own") onChange(days);
          else onChange(name === "30d" ? {} : { period: name });
        }}
      />
      {(isOwn || isChoosing) && (
        <DayRange
          value={days}
          onChange={({ from, to }) => onChange({ from: from ?? days.from, to: to ?? days.to })}
        />
      )}
    </>
  );
}
