import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../../i18n/useLanguage.ts";
import { N_SMALL } from "../../ui/metric.ts";
import type { QuestionResults } from "./queries.ts";
import styles from "./results.module.css";
import { sayPercent, sayShare, sayText } from "./say.ts";

interface BarsProps {
  /** What they are of, for those who do not see it. */
  label: string;
  bars: QuestionResults["bars"];
  n: number;
}

/** Shares, each with its count and interval; lengths begin at zero. */
export function Bars({ label, bars, n }: BarsProps): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const name = ({ id, label, until }: QuestionResults["bars"][number]): string => {
    if (until !== null) return `${id} – ${until.toLocaleString(language)}`;
    return sayText(label, language) || t(`answer.${id}`, { defaultValue: id });
  };
  return (
    <ul className={styles.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.id} className={styles.bar}>
          <span>{name(bar)}</span>
          <ShareBar share={bar.share} isSmall={n < N_SMALL} />
          <span className={styles.share}>
            {n === 0 ? "–" : sayPercent(bar.share.rate, language)}{" "}
            <span className={styles.basis}>
              {n > 0 && sayShare(bar.share, language)} · {bar.count.toLocaleString(language)}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function ShareBar({
  share,
  isSmall,
}: {
  share: QuestionResults["bars"][number]["share"];
  isSmall: boolean;
}): ReactNode {
  return (
    <svg className={styles.drawn} viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
      <rect x="0" y="2" width="100" height="12" className={styles.ground} />
      <rect x="0" y="2" width={share.rate} height="12" className={styles.length} data-small={isSmall} />
      <line x1={share.low} x2={share.high} y1="8" y2="8" className={styles.whisker} />
    </svg>
  );
}
