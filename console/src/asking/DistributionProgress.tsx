import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { Ask } from "../ui/Ask.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { exact } from "../ui/time.ts";
import styles from "./asking.module.css";
import { distributionQuery, turnDistribution } from "./queries.ts";

const ACTIVE = ["choosing", "inviting", "waiting", "stopping"];

/** How far a distribution is: from those who are meant to those who completed, and why some were not asked. */
export function DistributionProgress({ survey, id }: { survey: string; id: string }): ReactNode {
  const { t } = useTranslation("asking");
  const { language } = useLanguage();
  const queries = useQueryClient();
  const { data: found, error, refetch } = useQuery(distributionQuery(survey, id, true));
  const [turn, setTurn] = useState<"start" | "stop" | null>(null);
  if (error && !found) return <Failed error={error} again={() => void refetch()} />;
  if (!found) return <Loading rows={3} />;
  const { name } = found.plan;
  const figures = [
    ["meant", found.meant],
    ["invited", found.invited],
    ["delivered", found.delivered],
    ["opened", found.opened],
    ["started", found.started],
    ["completed", found.completed],
    ["reminded", found.reminded],
  ] as const;
  const turns =
    found.state === "draft" ? (["start"] as const) : ACTIVE.includes(found.state) ? (["stop"] as const) : [];
  return (
    <section className={styles.opened} aria-label={name}>
      <dl className={styles.figures}>
        {figures.map(([figure, count]) => (
          <div key={figure}>
            <dt>{t(`distribution.${figure}`)}</dt>
            <dd>{count.toLocaleString()}</dd>
          </div>
        ))}
      </dl>
      {found.failed_at && <p>{t("distribution.broke", { at: exact(found.failed_at, language) })}</p>}
      <Why title={t("distribution.refused")} reasons={found.refused} />
      <Why title={t("distribution.heldBack")} reasons={together(found.not_reminded, found.held_back)} />
      <div>
        {turns.map((one) => (
          <Button key={one} type={one === "start" ? "primary" : "default"} onClick={() => setTurn(one)}>
            {t(`distribution.${one}`)}
          </Button>
        ))}
      </div>
      {turn && (
        <Ask
          title={t(`distribution.${turn}Title`, { name })}
          consequence={t(`distribution.${turn}Text`)}
          verb={t(`distribution.${turn}`)}
          isFinal={turn === "stop"}
          onYes={async () => {
            await turnDistribution(survey, id, turn);
            await queries.invalidateQueries({ queryKey: ["surveys", "distributions", survey] });
          }}
          onClose={() => setTurn(null)}
        />
      )}
    </section>
  );
}

/** The same reason can have kept some from being reminded, and messages of others from leaving. */
function together(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  const sums = { ...one };
  for (const [reason, count] of Object.entries(other)) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}

/** Reasons with how many they concern; nothing where there are none. */
function Why({ title, reasons }: { title: string; reasons: Record<string, number> }): ReactNode {
  const { t } = useTranslation("asking");
  const all = Object.entries(reasons).sort((one, other) => other[1] - one[1]);
  if (all.length === 0) return null;
  return (
    <div>
      <strong>{title}</strong>
      <ul className={styles.reasons}>
        {all.map(([reason, count]) => (
          <li key={reason}>
            {count.toLocaleString()} · {t(`short.${reason as "pending"}`, { defaultValue: reason })}
          </li>
        ))}
      </ul>
    </div>
  );
}
