import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import { useLanguage } from "../../i18n/useLanguage.ts";
import { Card } from "../../ui/Card.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { crossQuery, type QuestionResults } from "./queries.ts";
import styles from "./results.module.css";
import { sayP, sayPercent, sayShare, sayText } from "./say.ts";
import { canCross, type Wanted } from "./view.ts";

interface CrossCardProps {
  survey: string;
  wanted: Wanted;
  questions: readonly QuestionResults[];
  row: string | undefined;
  column: string | undefined;
  onChange: (row: string | undefined, column: string | undefined) => void;
}

/** Two questions against each other. */
export function CrossCard({ survey, wanted, questions, row, column, onChange }: CrossCardProps): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const fit = questions.filter(canCross);
  if (fit.length < 2) return null;
  const pick = (
    label: string,
    value: string | undefined,
    other: string | undefined,
    set: (id?: string) => void,
  ) => (
    <Select<string>
      style={{ minWidth: 200, maxWidth: "100%" }}
      aria-label={label}
      placeholder={label}
      allowClear
      value={value ?? null}
      options={fit
        .filter(({ id }) => id !== other)
        .map(({ id, title }) => ({ value: id, label: sayText(title, language) || id }))}
      onChange={(id: string | undefined) => set(id)}
    />
  );
  return (
    <Card title={t("cross.title")}>
      <div className={styles.card}>
        <div className={styles.pick}>
          {pick(t("cross.rows"), row, column, (id) => onChange(id, column))}
          {pick(t("cross.columns"), column, row, (id) => onChange(row, id))}
        </div>
        {row && column && row !== column ? (
          <Crossed survey={survey} wanted={wanted} row={row} column={column} />
        ) : (
          <p className={styles.basis}>{t("cross.text")}</p>
        )}
      </div>
    </Card>
  );
}

interface CrossedProps {
  survey: string;
  wanted: Wanted;
  row: string;
  column: string;
}

function Crossed({ survey, wanted, row, column }: CrossedProps): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const { data, error, refetch } = useQuery(crossQuery(survey, wanted, row, column));
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  if (data.n === 0) return <p>{t("cross.none")}</p>;
  const name = ({ id, label }: Schemas["CrossCategory"]): string =>
    sayText(label, language) || t(`answer.${id}`, { defaultValue: id });
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too */}
      <section className={styles.scroll} tabIndex={0} aria-label={t("cross.title")}>
        <table className={styles.table}>
          <thead>
            <tr>
              <td />
              {data.column.categories.map((category) => (
                <th key={category.id} scope="col">
                  {name(category)}
                </th>
              ))}
              <th scope="col">n</th>
            </tr>
          </thead>
          <tbody>
            {data.row.categories.map((category, at) => (
              <tr key={category.id}>
                <th scope="row">{name(category)}</th>
                {data.cells[at]?.map(({ count, share }, nth) => (
                  <td key={data.column.categories[nth]?.id}>
                    {category.n === 0 ? "–" : sayPercent(share.rate, language)}
                    <br />
                    <span className={styles.basis}>
                      {category.n > 0 && sayShare(share, language)} · {count.toLocaleString(language)}
                    </span>
                  </td>
                ))}
                <td>{category.n.toLocaleString(language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p>{sayAssociation(data.association, language, t)}</p>
    </>
  );
}

/** Whether the two hang together, in a sentence. */
function sayAssociation(
  association: Schemas["CrossTable"]["association"],
  language: string,
  t: ReturnType<typeof useTranslation<"results">>["t"],
): string {
  if (!association) return t("cross.untested");
  const { test, statistic, freedom, p, cramers_v, is_sound, is_real } = association;
  const two = (value: number): string => value.toLocaleString(language, { maximumFractionDigits: 2 });
  const found =
    test === "chi_square" && statistic !== null
      ? t("cross.chiSquare", { statistic: two(statistic), freedom, p: sayP(p, language) })
      : t("cross.fisher", { p: sayP(p, language) });
  const verdict = is_sound ? t(is_real ? "cross.real" : "cross.noise") : t("cross.few");
  return `${verdict} ${found} ${t("cross.effect", { v: two(cramers_v) })}`;
}
