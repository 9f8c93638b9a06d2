import { UserOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useUnread } from "../inbox/useUnread.ts";
import styles from "./BottomBar.module.css";
import { useMyPages } from "./useMyPages.ts";

/** A phone's way around: what a thumb reaches. */
export function BottomBar(): ReactNode {
  const { t } = useTranslation("shell");
  const pages = useMyPages().filter((page) => page.phone !== undefined);
  const unread = useUnread();
  return (
    <nav className={styles.bar} aria-label={t("rail")}>
      {pages
        .toSorted((one, other) => (one.phone ?? 0) - (other.phone ?? 0))
        .map((page) => (
          <Link
            key={page.id}
            to={page.path}
            className={styles.link}
            activeProps={{ "aria-current": "page" }}
            activeOptions={{ includeSearch: false }}
          >
            <span className={styles.icon}>
              <page.icon aria-hidden />
              {page.id === "inbox" && unread > 0 && (
                <span className={styles.count}>
                  <span aria-hidden="true">{unread > 99 ? "99+" : unread}</span>
                  <span className="visually-hidden">{t("unread", { count: unread })}</span>
                </span>
              )}
            </span>
            {t(`page.${page.id}`)}
          </Link>
        ))}
      <Link to="/me" className={styles.link} activeProps={{ "aria-current": "page" }}>
        <span className={styles.icon}>
          <UserOutlined aria-hidden />
        </span>
        {t("page.me")}
      </Link>
    </nav>
  );
}
