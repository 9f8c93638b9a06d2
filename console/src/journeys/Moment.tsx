import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Moment.module.css";

/** The mark of a moment of truth. */
export function Moment(): ReactNode {
  const { t } = useTranslation("journeys");
  return (
    <Tooltip title={t("moment")}>
      <span className={styles.moment}>
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M6 .5 11.5 6 6 11.5.5 6z" fill="currentColor" />
        </svg>
        <span className="visually-hidden">{t("moment")}</span>
      </span>
    </Tooltip>
  );
}
