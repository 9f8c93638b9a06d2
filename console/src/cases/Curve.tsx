import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Card } from "../ui/Card.tsx";
import styles from "./Curve.module.css";
import { draw } from "./curve.ts";
import { useHours } from "./hours.ts";

const WIDTH = 480;
const HEIGHT = 180;
/** Room for the numbers beside and below. */
const [LEFT, TOP, RIGHT, BOTTOM] = [44, 8, 12, 24];
const SHARES = [0, 0.25, 0.5, 0.75, 1];
/** Rows of the table: of a longer curve every so-manieth step. */
const ROWS_MAX = 20;

/** The share of cases that still wait, over time, with its interval; and the same as a table. */
export function Curve({ title, time }: { title: string; time: Schemas["TimeTo"] }): ReactNode {
  const { t, i18n } = useTranslation("cases");
  const hours = useHours();
  const id = useId();
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" });
  const { line, band, ticks } = draw(time.curve, WIDTH, HEIGHT);
  const every = Math.max(1, Math.ceil(time.curve.length / ROWS_MAX));
  const rows = time.curve.filter((_, at) => at % every === 0 || at === time.curve.length - 1);
  return (
    <Card title={title}>
      <p className={styles.basis}>{t("curve.basis", { n: time.n, happened: time.happened })}</p>
      <svg
        className={styles.curve}
        viewBox={`${-LEFT} ${-TOP} ${WIDTH + LEFT + RIGHT} ${HEIGHT + TOP + BOTTOM}`}
        role="img"
        aria-labelledby={id}
      >
        <title id={id}>{title}</title>
        {SHARES.map((share) => (
          <g key={share}>
            <line
              x1="0"
              x2={WIDTH}
              y1={HEIGHT * (1 - share)}
              y2={HEIGHT * (1 - share)}
              className={styles.grid}
              data-half={share === 0.5}
            />
            <text x="-8" y={HEIGHT * (1 - share) + 4} textAnchor="end" className={styles.label}>
              {percent.format(share)}
            </text>
          </g>
        ))}
        {ticks.map(({ hours: at, x }) => (
          <text
            key={at}
            x={x}
            y={HEIGHT + 18}
            textAnchor={at === 0 ? "start" : "middle"}
            className={styles.label}
          >
            {at === 0 ? "0" : hours(at)}
          </text>
        ))}
        <path d={band} className={styles.band} />
        <path d={line} className={styles.line} />
      </svg>
      <details className={styles.table}>
        <summary>{t("curve.asTable")}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("curve.after")}</th>
              <th scope="col">{t("curve.waiting")}</th>
              <th scope="col">{t("curve.interval")}</th>
              <th scope="col">{t("curve.atRisk")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((step) => (
              <tr key={step.time}>
                <th scope="row">{hours(step.time)}</th>
                <td>{percent.format(step.open)}</td>
                <td>
                  [{percent.format(step.low)}, {percent.format(step.high)}]
                </td>
                <td>{step.at_risk}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Card>
  );
}
