import { CheckOutlined, CloseOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isReadable, type Shade } from "./colours.ts";
import styles from "./look.module.css";

/** How well each colour can be told from what it stands on, by the server's measure. */
export function Contrast({ shades }: { shades: readonly Shade[] }): ReactNode {
  const { t } = useTranslation("look");
  return (
    <table className={styles.shades}>
      <caption>{t("contrast")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("of")}</th>
          <th scope="col">{t("sample")}</th>
          <th scope="col" className={styles.number}>
            {t("ratio")}
          </th>
          <th scope="col" className={styles.number}>
            {t("needed")}
          </th>
        </tr>
      </thead>
      <tbody>
        {shades.map((shade) => (
          <ShadeRow key={`${shade.of} ${shade.is_dark}`} shade={shade} />
        ))}
      </tbody>
    </table>
  );
}

/** Two digits, never rounded up to what would do. */
const said = (ratio: number): string => (Math.floor(ratio * 100) / 100).toFixed(2);

function ShadeRow({ shade }: { shade: Shade }): ReactNode {
  const { t } = useTranslation("look");
  const { of, is_dark, front, back, ratio, needed } = shade;
  const isMade = of === "ink" || of === "edge";
  const isEnough = isReadable(shade);
  return (
    <tr>
      <th scope="row">
        {t(`shade.${of as "ink"}`)}
        {isMade && ` · ${t(is_dark ? "dark" : "light")}`}
      </th>
      <td>
        <span
          className={styles.sample}
          style={{ color: front, background: back, borderColor: of === "edge" ? front : "var(--line)" }}
        >
          {of === "edge" ? "\u2003\u2003" : "Aa 字"}
        </span>
      </td>
      <td className={styles.number}>
        {said(ratio)} : 1{" "}
        <span className={styles.verdict} data-enough={isEnough}>
          {isEnough ? <CheckOutlined aria-hidden /> : <CloseOutlined aria-hidden />}{" "}
          {t(isEnough ? "enough" : "tooLittle")}
        </span>
      </td>
      <td className={styles.number}>{needed.toFixed(1)} : 1</td>
    </tr>
  );
}
