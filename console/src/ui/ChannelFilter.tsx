import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { useMay } from "../session/account.ts";
import { channelName } from "./channel.ts";
import type { Days } from "./days.ts";

interface ChannelFilterProps {
  value: string | undefined;
  onChange: (channel: string | undefined) => void;
  /** Of these days; of the last thirty when left out. */
  days?: Days;
  label?: string;
}

/** One of the channels over which was answered, in the brand's own words. */
export function ChannelFilter({ value, onChange, days, label }: ChannelFilterProps): ReactNode {
  const { t } = useTranslation("ui");
  const may = useMay();
  const used = useQuery({
    queryKey: ["channels", days],
    queryFn: () => answered(api.GET("/v1/metrics/channels", { params: { query: { ...days } } })),
    enabled: may("read_metrics"),
    staleTime: 300_000,
  });
  const names = new Set([
    ...(value ? [value] : []),
    ...(used.data?.items ?? []).map(({ channel }) => channel),
  ]);
  return (
    <Select<string>
      style={{ minWidth: 140 }}
      allowClear
      placeholder={label ?? t("channel")}
      aria-label={label ?? t("channel")}
      loading={used.isFetching}
      value={value ?? null}
      options={[...names].map((channel) => ({ value: channel, label: channelName(channel, t) }))}
      onChange={(channel: string | undefined) => onChange(channel)}
    />
  );
}
