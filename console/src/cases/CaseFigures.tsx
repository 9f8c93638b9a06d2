import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Card } from "../ui/Card.tsx";
import { Figure } from "../ui/Figure.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import styles from "./CaseFigures.module.css";
import { Curve } from "./Curve.tsx";
import { useHours } from "./hours.ts";
import { statisticsQuery, type ViewFilter } from "./queries.ts";

/** How a team closes its loops. Open cases count for as long as they are open, or the slow ones would not be seen. */
export function CaseFigures({ filter }: { filter: ViewFilter }): ReactNode {
  const { t } = useTranslation("cases");
  const { unit, days } = filter;
  const found = useQuery({ ...statisticsQuery({ unit, days }), placeholderData: keepPreviousData });
  if (found.error && !found.data) return <Failed error={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={12} />;
  const all = found.data;
  if (all.n === 0) return <Empty title={t("none.title")} text={t("none.text")} />;
  return (
    <div className={styles.stack} aria-busy={found.isPlaceholderData}>
      <Card>
        <div className={styles.figures}>
          <Figure label={t("figure.open")} value={String(all.open)} />
          <Figure label={t("figure.late")} value={String(all.late)} />
          <TimeFigure label={t("figure.response")} time={all.first_response} />
          <TimeFigure label={t("figure.resolution")} time={all.resolution} />
          <Recovered of={all.recovery} />
        </div>
        {all.is_cut && <p className={styles.note}>{t("figure.cut")}</p>}
      </Card>
      <div className={styles.curves}>
        <Curve title={t("curve.response")} time={all.first_response} />
        <Curve title={t("curve.resolution")} time={all.resolution} />
      </div>
      <Workload owners={all.owners} />
    </div>
  );
}

function TimeFigure({ label, time }: { label: string; time: Schemas["TimeTo"] }): ReactNode {
  const { t } = useTranslation("cases");
  const hours = useHours();
  const { median, low, high, n, happened } = time;
  // The far end is open as long as too few are done.
  const ends = `[${low === null ? "–" : hours(low)}, ${high === null ? "…" : hours(high)}]`;
  const end = high ?? time.curve.at(-1)?.time ?? 0;
  return (
    <Figure
      label={label}
      value={median === null ? t("notYetHalf") : hours(median)}
      n={n}
      ends={ends}
      {...(median !== null && {
        interval: { low: low ?? 0, high: end, at: median, min: 0, max: Math.max(end, median) * 1.2 || 1 },
      })}
      method={t("figure.method", { happened, n })}
    />
  );
}

function Recovered({ of }: { of: Schemas["Recovery"] }): ReactNode {
  const { t } = useTranslation("cases");
  const { rate, low, high, n, unknown } = of;
  return (
    <Figure
      label={t("figure.recovery")}
      value={rate === null ? null : `${Math.round(rate)} %`}
      n={n}
      {...(rate !== null &&
        low !== null &&
        high !== null && {
          interval: { low, high, at: rate, min: 0, max: 100 },
          ends: `[${Math.round(low)} %, ${Math.round(high)} %]`,
        })}
      method={t("figure.recoveryMethod", { unknown })}
    />
  );
}

function Workload({ owners }: { owners: Schemas["OwnerLoad"][] }): ReactNode {
  const { t } = useTranslation("cases");
  const hours = useHours();
  const most = Math.max(1, ...owners.map(({ open }) => open));
  return (
    <Card title={t("workload")} isFlush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too */}
      <section className={styles.scroll} tabIndex={0} aria-label={t("column.owner")}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("column.owner")}</th>
              <th scope="col">{t("figure.open")}</th>
              <th scope="col" data-align="end">
                {t("figure.late")}
              </th>
              <th scope="col" data-align="end">
                {t("state.closed")}
              </th>
              <th scope="col" data-align="end">
                {t("figure.resolution")}
              </th>
            </tr>
          </thead>
          <tbody>
            {owners.map(({ member, name, open, late, closed, resolution_median }) => (
              <tr key={member ?? "nobody"}>
                <th scope="row">
                  {member ? (
                    <Link to="/cases" search={{ owner: member }}>
                      {name ?? t("colleague")}
                    </Link>
                  ) : (
                    t("nobody")
                  )}
                </th>
                <td>
                  <span className={styles.load}>
                    <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                      <rect width={(100 * open) / most} height="8" className={styles.bar} />
                    </svg>
                    {open}
                  </span>
                </td>
                <td data-align="end">{late}</td>
                <td data-align="end">{closed}</td>
                <td data-align="end">
                  {resolution_median === null ? t("notYetHalf") : hours(resolution_median)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}
