import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../../i18n/useLanguage.ts";
import { N_SMALL } from "../../ui/metric.ts";
import { Bars } from "./Bars.tsx";
import type { QuestionResults } from "./queries.ts";
import styles from "./results.module.css";
import { sayNumber, sayPercent, sayShare, sayText } from "./say.ts";

type Mean = NonNullable<QuestionResults["mean"]>;

function useMean(): (mean: Mean | null) => string {
  const { language } = useLanguage();
  return (mean) => {
    if (!mean) return "–";
    const say = (value: number): string => sayNumber(value, language);
    const interval = mean.low === null || mean.high === null ? "" : ` [${say(mean.low)}, ${say(mean.high)}]`;
    return say(mean.value) + interval;
  };
}

interface ListedProps {
  label: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

/** A small table; the first cell names the row. */
function Listed({ label, columns, rows }: ListedProps): ReactNode {
  const { t } = useTranslation("results");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too
    <section className={styles.scroll} tabIndex={0} aria-label={t("rowsOf", { title: label })}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name = "", ...cells], nth) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rows may be called the same
            <tr key={nth}>
              <th scope="row">{name}</th>
              {cells.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Row by row: numbers with their mean, columns with their shares. */
export function MatrixRows({ title, rows }: { title: string; rows: QuestionResults["rows"] }): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const mean = useMean();
  const name = (row: QuestionResults["rows"][number]): string => sayText(row.label, language) || row.id;
  const isRated = rows.some(({ mean }) => mean !== null);
  if (!isRated) {
    return rows.map((row) => (
      <section key={row.id} className={styles.card}>
        <h3>
          {name(row)} <span className={styles.basis}>n {row.n.toLocaleString(language)}</span>
        </h3>
        <Bars label={name(row)} bars={row.bars} n={row.n} />
      </section>
    ));
  }
  const numbers = rows[0]?.bars.map(({ id }) => id) ?? [];
  return (
    <Listed
      label={title}
      columns={[t("row"), t("mean"), ...numbers, "n"]}
      rows={rows.map((row) => [
        name(row),
        mean(row.mean),
        ...row.bars.map(({ share }) => (row.n === 0 ? "–" : sayPercent(share.rate, language))),
        row.n.toLocaleString(language) + (row.n < N_SMALL ? ` · ${t("few")}` : ""),
      ])}
    />
  );
}

/** A ranking, best first. */
export function Places({
  title,
  places,
  n,
}: {
  title: string;
  places: QuestionResults["places"];
  n: number;
}): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const mean = useMean();
  return (
    <Listed
      label={title}
      columns={[t("option"), t("meanPlace"), t("first"), "n"]}
      rows={places.map((place) => [
        sayText(place.label, language) || place.id,
        mean(place.mean),
        `${sayPercent(place.first_share.rate, language)} ${sayShare(place.first_share, language)}`,
        place.mean.n.toLocaleString(language) + (n < N_SMALL ? ` · ${t("few")}` : ""),
      ])}
    />
  );
}

/** What was rated of the order, the most rated first. */
export function Items({ title, items }: { title: string; items: QuestionResults["items"] }): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const mean = useMean();
  return (
    <Listed
      label={title}
      columns={[t("item"), t("mean"), t("metric.csat"), "n"]}
      rows={items.map(({ id, name, n, mean: found, figure }) => [
        name ?? (id || t("otherItems")),
        mean(found),
        figure
          ? `${sayPercent(figure.score, language)} [${sayPercent(figure.low ?? 0, language)}, ${sayPercent(figure.high ?? 100, language)}]`
          : "–",
        n.toLocaleString(language) + (n < N_SMALL ? ` · ${t("few")}` : ""),
      ])}
    />
  );
}
