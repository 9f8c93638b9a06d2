import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../../i18n/useLanguage.ts";
import { Card } from "../../ui/Card.tsx";
import type { Results } from "./queries.ts";
import styles from "./results.module.css";
import { sayPercent } from "./say.ts";

/** How far respondents came, page by page, and where they left; only the latter where pages come in a random order. */
export function Funnel({ results }: { results: Results }): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const started = results.responses.completed + results.responses.partial;
  if (started === 0) return null;
  const isRandom = results.funnel.some(({ reached }) => reached === null);
  const step = (name: string, count: number, left?: number): ReactNode => (
    <li key={name} className={styles.bar}>
      <span>{name}</span>
      <svg className={styles.drawn} viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
        <rect x="0" y="2" width="100" height="12" className={styles.ground} />
        <rect x="0" y="2" width={(100 * count) / started} height="12" className={styles.length} />
      </svg>
      <span className={styles.share}>
        {sayPercent((100 * count) / started, language)}{" "}
        <span className={styles.basis}>
          {count.toLocaleString(language)}
          {left ? ` · ${t("funnel.left", { count: left, said: left.toLocaleString(language) })}` : ""}
        </span>
      </span>
    </li>
  );
  return (
    <Card title={t("funnel.title")}>
      <div className={styles.card}>
        <span className={styles.basis}>
          {t(isRandom ? "funnel.random" : "funnel.text", { n: started.toLocaleString(language) })}
        </span>
        <ul className={styles.bars} aria-label={t("funnel.title")}>
          {results.funnel.map(({ reached, left }, at) =>
            reached === null
              ? step(t("funnel.leftAt", { number: at + 1 }), left)
              : step(t("funnel.page", { number: at + 1 }), reached, left),
          )}
          {step(t("funnel.done"), results.responses.completed)}
        </ul>
      </div>
    </Card>
  );
}
