import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { useNarrow } from "../ui/useNarrow.ts";
import styles from "./MorePages.module.css";
import { useMyPages } from "./useMyPages.ts";

/** On a phone, the pages for which the bar has no room. */
export function MorePages(): ReactNode {
  const { t } = useTranslation("shell");
  const isNarrow = useNarrow();
  const pages = useMyPages().filter((page) => page.phone === undefined);
  if (!isNarrow || pages.length === 0) return null;
  return (
    <Card title={t("more")} isFlush>
      <ul>
        {pages.map((page) => (
          <li key={page.id}>
            <Link to={page.path} className={styles.link}>
              <page.icon aria-hidden />
              {t(`page.${page.id}`)}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
