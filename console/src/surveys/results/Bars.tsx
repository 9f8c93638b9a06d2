import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../../i18n/useLanguage.ts";
import { N_SMALL } from "../../ui/metric.ts";
import type { QuestionResults } from "./queries.ts";
import styles from "./results.module.css";
import { sayPercent, sayShare, sayText } from "./say.ts";

/** Names of so many letters leave room for their bar beside them on a phone. */
const SHORT_MAX = 11;

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
    if (until !== null) return `${Number(id).toLocaleString(language)} – ${until.toLocaleString(language)}`;
    return sayText(label, language) || t(`answer.${id}`, { defaultValue: id });
  };
  const named = bars.map((bar) => ({ bar, said: name(bar) }));
  return (
    <ul
      className={styles.bars}
      aria-label={label}
      data-short={named.every(({ said }) => widthOf(said) <= SHORT_MAX) || undefined}
    >
      {named.map(({ bar, said }) => (
        <li key={bar.id} className={styles.bar}>
          <span>{said}</span>
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

/** How many letters wide a name is; a Chinese character is as wide as two. */
function widthOf(name: string): number {
  return [...name].reduce((width, letter) => width + (letter >= "\u2e80" ? 2 : 1), 0);
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
