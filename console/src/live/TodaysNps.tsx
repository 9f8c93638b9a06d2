import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { useAccount, useMay } from "../session/account.ts";
import { today } from "../ui/days.ts";
import { Figure } from "../ui/Figure.tsx";
import { metricTone, sayScore } from "../ui/metric.ts";

/** How often it is asked for anew: the counters are exact at any moment. */
const REFRESH_MS = 10_000;

interface TodaysNpsProps {
  /** Where; nothing: in all that one may see. */
  unit: string | undefined;
  now: number;
}

/** The net promoter score of today's answers, the day being the brand's. */
export function TodaysNps({ unit, now }: TodaysNpsProps): ReactNode {
  const { t } = useTranslation("live");
  const { language } = useLanguage();
  const { brand } = useAccount();
  const may = useMay();
  const day = today(brand.time_zone, now);
  const { data } = useQuery({
    queryKey: ["metrics", "nps", day, unit],
    queryFn: () =>
      answered(
        api.GET("/v1/metrics", {
          params: { query: { metric: "nps", from: day, to: day, ...(unit ? { unit } : {}) } },
        }),
      ),
    enabled: may("read_metrics"),
    refetchInterval: REFRESH_MS,
  });
  if (!may("read_metrics")) return null;
  const figure = data?.figure;
  if (!figure) return <Figure label={t("nps")} method={t("npsMethod")} value={null} n={0} />;
  const { score, low, high, n } = figure;
  return (
    <Figure
      label={t("nps")}
      method={t("npsMethod")}
      value={sayScore("nps", score, language)}
      n={n}
      tone={metricTone("nps", figure)}
      {...(low === null || high === null
        ? {}
        : { interval: { low: Math.round(low), high: Math.round(high), at: score, min: -100, max: 100 } })}
    />
  );
}
