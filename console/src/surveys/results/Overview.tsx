import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../../i18n/useLanguage.ts";
import { Card } from "../../ui/Card.tsx";
import { Figure } from "../../ui/Figure.tsx";
import type { Results } from "./queries.ts";
import styles from "./results.module.css";
import { sayPercent, saySeconds, sayShare } from "./say.ts";

/** How many answered, how many of those asked, how far they came, and how long it took. */
export function Overview({ results }: { results: Results }): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const { responses, rates, seconds } = results;
  const eligible = rates ? rates.invited - rates.not_eligible : 0;
  const share = (name: "rr1" | "rr2" | "completion", n: number): ReactNode => {
    const rate = rates?.[name] ?? null;
    return (
      <Figure
        label={t(`rates.${name}`)}
        method={t(`rates.${name}Method`)}
        value={rate ? sayPercent(rate.rate, language) : null}
        n={n}
        {...(rate
          ? {
              ends: sayShare(rate, language),
              interval: { low: rate.low, high: rate.high, at: rate.rate, min: 0, max: 100 },
            }
          : {})}
      />
    );
  };
  return (
    <Card title={t("overview")}>
      <div className={styles.figures}>
        <Figure label={t("completed")} value={responses.completed.toLocaleString(language)} />
        <Figure
          label={t("partial")}
          value={responses.partial.toLocaleString(language)}
          method={t("partialMethod")}
        />
        <Figure
          label={t("flagged.count")}
          value={responses.flagged.toLocaleString(language)}
          method={t("flagged.method")}
        />
        <Figure
          label={t("median")}
          method={t("medianMethod")}
          value={seconds ? saySeconds(seconds.median, language) : null}
          {...(seconds ? { n: seconds.n } : {})}
          {...(seconds?.median_low != null && seconds.median_high != null
            ? {
                ends: `[${saySeconds(seconds.median_low, language)}, ${saySeconds(seconds.median_high, language)}]`,
              }
            : {})}
        />
        {rates && share("completion", responses.completed + responses.partial)}
        {eligible > 0 && share("rr1", eligible)}
        {eligible > 0 && share("rr2", eligible)}
      </div>
      {!rates && <p className={styles.basis}>{t("rates.none")}</p>}
    </Card>
  );
}
