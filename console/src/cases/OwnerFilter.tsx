import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useName } from "../api/names.ts";
import { statisticsQuery } from "./queries.ts";

interface OwnerProps {
  unit: string | undefined;
  value: string | undefined;
  onChange: (owner: string | undefined) => void;
}

/** Cases of one of those who hold any. They are read once somebody opens the list. */
export function OwnerFilter({ unit, value, onChange }: OwnerProps): ReactNode {
  const { t } = useTranslation("cases");
  const [isOpened, setOpened] = useState(false);
  const name = useName(value);
  const { data, isFetching } = useQuery({ ...statisticsQuery({ unit }), enabled: isOpened });
  const owners = data?.owners.flatMap(({ member, name: called }) =>
    member ? [{ value: member, label: called ?? t("colleague") }] : [],
  );
  return (
    <Select
      style={{ minWidth: 140 }}
      showSearch={{ optionFilterProp: "label" }}
      allowClear
      placeholder={t("column.owner")}
      aria-label={t("column.owner")}
      loading={isFetching}
      value={value ?? null}
      onOpenChange={(open) => open && setOpened(true)}
      onChange={(owner: string | undefined) => onChange(owner)}
      options={owners ?? (value ? [{ value, label: name ?? t("colleague") }] : [])}
    />
  );
}
