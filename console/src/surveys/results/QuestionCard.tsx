import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../../i18n/useLanguage.ts";
import { Course } from "../../journeys/Course.tsx";
import { useMay } from "../../session/account.ts";
import { Card } from "../../ui/Card.tsx";
import { Figure } from "../../ui/Figure.tsx";
import { metricTone, sayInterval, sayScore, scaleOf } from "../../ui/metric.ts";
import { Bars } from "./Bars.tsx";
import type { QuestionResults } from "./queries.ts";
import { Items, MatrixRows, Places } from "./Rows.tsx";
import styles from "./results.module.css";
import { sayNumber, sayText } from "./say.ts";
import type { Wanted } from "./view.ts";
import { Words } from "./Words.tsx";

interface QuestionCardProps {
  survey: string;
  wanted: Wanted;
  question: QuestionResults;
}

/** What the answers to one question say. */
export function QuestionCard({ survey, wanted, question }: QuestionCardProps): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const may = useMay();
  const title = sayText(question.title, language) || question.id;
  const drawn = question.trend.filter(({ figure }) => figure !== null);
  return (
    <Card
      title={title}
      actions={question.is_current ? undefined : <span className={styles.gone}>{t("gone")}</span>}
    >
      <div className={styles.card}>
        <span className={styles.basis}>
          {t(`kind.${question.kind}`, { defaultValue: question.kind })} · n{" "}
          {question.n.toLocaleString(language)}
        </span>
        {question.n === 0 && <p>{t("noAnswers")}</p>}
        {question.n > 0 && (
          <div className={question.figure || question.mean ? styles.head : undefined}>
            <Measures question={question} />
            {question.bars.length > 0 && <Bars label={title} bars={question.bars} n={question.n} />}
          </div>
        )}
        {question.metric && drawn.length > 1 && <Course metric={question.metric} points={question.trend} />}
        {question.n > 0 && question.rows.length > 0 && <MatrixRows title={title} rows={question.rows} />}
        {question.places.length > 0 && <Places title={title} places={question.places} n={question.n} />}
        {question.items.length > 0 && <Items title={title} items={question.items} />}
        {question.words > 0 && may("read_responses") && (
          <Words survey={survey} wanted={wanted} question={question.id} n={question.words} />
        )}
      </div>
    </Card>
  );
}

/** The score or the mean, and the median of numbers. */
function Measures({
  question: { figure, metric, mean, quartiles, kind },
}: {
  question: QuestionResults;
}): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  if (figure && metric) {
    const { min, max } = scaleOf(metric);
    const hasInterval = figure.low !== null && figure.high !== null;
    return (
      <Figure
        label={t(`metric.${metric}`)}
        method={t(`method.${figure.method}`, { defaultValue: figure.method })}
        value={sayScore(metric, figure.score, language)}
        n={figure.n}
        tone={metricTone(metric, figure)}
        ends={sayInterval(metric, figure, language)}
        {...(hasInterval
          ? { interval: { low: figure.low ?? min, high: figure.high ?? max, at: figure.score, min, max } }
          : {})}
      />
    );
  }
  if (!mean) return null;
  const say = (value: number): string => sayNumber(value, language);
  return (
    <div className={styles.card}>
      <Figure
        label={t("mean")}
        method={t("method.student_t")}
        value={say(mean.value)}
        n={mean.n}
        ends={mean.low === null || mean.high === null ? "" : `[${say(mean.low)}, ${say(mean.high)}]`}
      />
      {quartiles && ["number", "slider"].includes(kind) && (
        <span className={styles.basis}>
          {t("quartiles", {
            median: say(quartiles.median),
            lower: say(quartiles.lower),
            upper: say(quartiles.upper),
            least: say(quartiles.least),
            greatest: say(quartiles.greatest),
          })}
        </span>
      )}
    </div>
  );
}
