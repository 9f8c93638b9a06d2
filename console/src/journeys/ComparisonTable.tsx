import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { type Estimate, type Metric, N_SMALL, sayInterval, sayScore } from "../ui/metric.ts";
import { Change } from "./Change.tsx";
import styles from "./ComparisonTable.module.css";
import { type Journey, type JourneyComparison, say, touchpointsOf } from "./journey.ts";

interface ComparisonTableProps {
  journey: Journey;
  found: JourneyComparison;
  names: readonly [string, string];
}

/** Every touchpoint on both sides, in figures. */
export function ComparisonTable({ journey, found, names }: ComparisonTableProps): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const byId = new Map(found.touchpoints.map((one) => [one.touchpoint, one]));
  const rows = touchpointsOf(journey).filter(({ touchpoint }) => {
    const compared = byId.get(touchpoint.id);
    return compared?.one || compared?.other;
  });
  if (rows.length === 0) return <p className={styles.none}>{t("noAnswers")}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label={t("inFigures")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("touchpoint")}</th>
            <th scope="col">{names[0]}</th>
            <th scope="col">{names[1]}</th>
            <th scope="col">{t("difference")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ touchpoint }) => {
            const compared = byId.get(touchpoint.id);
            const { metric } = touchpoint;
            return (
              <tr key={touchpoint.id}>
                <th scope="row">
                  {say(touchpoint.name, language)}{" "}
                  <span className={styles.metric}>{t(`metric.${metric}`)}</span>
                </th>
                <td>
                  <InFigures metric={metric} figure={compared?.one ?? null} />
                </td>
                <td>
                  <InFigures metric={metric} figure={compared?.other ?? null} />
                </td>
                <td>
                  {compared?.difference ? (
                    <Change metric={metric} change={compared.difference} hasInterval />
                  ) : (
                    <span className={styles.metric}>{t("tooFew")}</span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={styles.note}>{t("change.together")}</p>
    </section>
  );
}

function InFigures({ metric, figure }: { metric: Metric; figure: Estimate | null }): ReactNode {
  const { t } = useTranslation("ui");
  const { language } = useLanguage();
  if (!figure) return "–";
  return (
    <>
      <strong>{sayScore(metric, figure.score, language)}</strong> {sayInterval(metric, figure, language)}{" "}
      <span className={styles.metric}>
        n {figure.n.toLocaleString(language)}
        {figure.n < N_SMALL && ` · ${t("few")}`}
      </span>
    </>
  );
}
