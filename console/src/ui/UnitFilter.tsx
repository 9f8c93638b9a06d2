import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { useName } from "../api/names.ts";

/** Units that are offered; the others are found by typing. */
const UNITS_MAX = 500;

/** One unit with all below it. The units are read once somebody opens the list. */
export function UnitFilter({
  value,
  onChange,
  label,
}: {
  /** What it is for, where there are two. */
  label?: string;
  value: string | undefined;
  onChange: (unit: string | undefined) => void;
}): ReactNode {
  const { t } = useTranslation("ui");
  const [isOpened, setOpened] = useState(false);
  const name = useName(value);
  const units = useQuery({
    queryKey: ["units", "choice"],
    queryFn: () => answered(api.GET("/v1/units", { params: { query: { limit: UNITS_MAX } } })),
    enabled: isOpened,
    staleTime: 300_000,
  });
  const options = units.data?.items.map((unit) => ({
    value: unit.id,
    label: `${"  ".repeat(unit.level - 1)}${unit.name}`,
  }));
  return (
    <Select
      style={{ minWidth: 200 }}
      showSearch={{ optionFilterProp: "label" }}
      allowClear
      placeholder={label ?? t("unit")}
      aria-label={label ?? t("unit")}
      loading={units.isFetching}
      value={value ?? null}
      onOpenChange={(open) => open && setOpened(true)}
      onChange={(unit: string | undefined) => onChange(unit)}
      options={options ?? (value ? [{ value, label: name ?? value }] : [])}
    />
  );
}
