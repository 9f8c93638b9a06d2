import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client.ts";
import { useName } from "../api/names.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { Card } from "../ui/Card.tsx";
import { channelName } from "../ui/channel.ts";
import { sayDays } from "../ui/days.ts";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { ComparedCard } from "./ComparedCard.tsx";
import styles from "./Comparison.module.css";
import { ComparisonTable } from "./ComparisonTable.tsx";
import { EmotionCurve } from "./EmotionCurve.tsx";
import { type Journey, type JourneyComparison, say } from "./journey.ts";
import { comparisonQuery } from "./queries.ts";
import { type Other, otherDays, type Scope, type View } from "./view.ts";
import { Way } from "./Way.tsx";

interface ComparisonProps {
  journey: Journey;
  scope: Scope;
  other: Other;
  view: View;
  onOpen: (touchpoint: string) => void;
}

/** The map seen twice, and by how much the two differ. */
export function Comparison({ journey, scope, other, view, onOpen }: ComparisonProps): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const { data, error, isPlaceholderData, refetch } = useQuery(comparisonQuery(journey.id, scope, other));
  const names = useSideNames(view, scope, data);
  if (error instanceof ApiProblem && error.fields.some(({ code }) => code === "same" || code === "overlap")) {
    return <Empty title={t("overlap.title")} text={error.fields[0]?.message ?? ""} />;
  }
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={10} />;
  const byId = new Map(data.touchpoints.map((found) => [found.touchpoint, found]));
  const lines = ([0, 1] as const).map((nth) => ({
    name: names[nth],
    figures: data.touchpoints.map((found) => ({
      touchpoint: found.touchpoint,
      figure: nth === 0 ? found.one : found.other,
    })),
  }));
  return (
    <>
      <Card isFlush>
        <div className={styles.map} aria-busy={isPlaceholderData}>
          <p className={styles.sides}>
            {t("against.said", { one: names[0], other: names[1] })} {data.without && t("against.without")}
          </p>
          <Way
            journey={journey}
            touchpoint={(touchpoint) => (
              <ComparedCard
                touchpoint={touchpoint}
                name={say(touchpoint.name, language)}
                found={byId.get(touchpoint.id)}
                names={names}
              />
            )}
            below={<EmotionCurve journey={journey} lines={lines} onOpen={onOpen} />}
          />
        </div>
      </Card>
      <Card title={t("differences")} isFlush>
        <ComparisonTable journey={journey} found={data} names={names} />
      </Card>
    </>
  );
}

/** What the two sides are called. */
function useSideNames(view: View, scope: Scope, found: JourneyComparison | undefined): [string, string] {
  const { t } = useTranslation(["journeys", "ui"]);
  const { language } = useLanguage();
  const unit = useName(view.unit) ?? t("against.allUnits");
  const otherUnit = useName(view.other_unit) ?? "…";
  const rest = (name: string, side: "one" | "other"): string =>
    found?.without === side ? t("against.rest", { name }) : name;
  const channel = (name: string | undefined): string =>
    name ? channelName(name, t as never) : t("against.allChannels");
  const pairs = {
    unit: [unit, otherUnit],
    channel: [channel(view.channel), channel(view.other_channel)],
    period: [sayDays(scope, language), sayDays(otherDays(view, scope), language)],
  } as const;
  const [one, other] = pairs[view.against ?? "period"];
  return [rest(one, "one"), rest(other, "other")];
}
