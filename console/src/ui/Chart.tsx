import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Palette } from "../theme/tokens.ts";
import styles from "./Chart.module.css";
import type { ChartOption } from "./chartParts.ts";

const Canvas = lazy(() => import("./ChartCanvas.tsx"));

interface ChartTable {
  columns: readonly string[];
  /** The first cell names the row. */
  rows: readonly (readonly string[])[];
}

interface ChartProps {
  /** What is drawn, in a sentence: all that those who do not see it hear of the picture. */
  label: string;
  height: number;
  /** What is drawn, in the colours of the theme. Keep it the same as long as nothing changes (`useCallback`). */
  option: (ink: Palette) => ChartOption;
  /** The same numbers, for those who want or need them as such. */
  table: ChartTable;
  /** A point was clicked: its id. */
  onPick?: (id: string) => void;
}

/** A chart and the table behind it. The drawing library is loaded with the first one. */
export function Chart({ label, height, option, table, onPick }: ChartProps): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <figure className={styles.chart}>
      <div role="img" aria-label={label} style={{ height }}>
        <Suspense fallback={null}>
          <Canvas option={option} {...(onPick ? { onPick } : {})} />
        </Suspense>
      </div>
      <details>
        <summary>{t("asTable")}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too */}
        <section className={styles.scroll} tabIndex={0} aria-label={label}>
          <table>
            <thead>
              <tr>
                {table.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(([name = "", ...cells]) => (
                <tr key={name}>
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
      </details>
    </figure>
  );
}
