import { MenuFoldOutlined, MenuUnfoldOutlined, SearchOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Badge, Button, Tooltip } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useUnread } from "../inbox/useUnread.ts";
import { useAccount } from "../session/account.ts";
import { Mark } from "./Mark.tsx";
import { Preferences } from "./Preferences.tsx";
import { GROUPS, type RailPage } from "./pages.ts";
import styles from "./Rail.module.css";
import { useMyPages } from "./useMyPages.ts";

const KEY = "touchstone.rail";

/** The six groups, on the left. */
export function Rail({ onSearch }: { onSearch: () => void }): ReactNode {
  const { t } = useTranslation("shell");
  const account = useAccount();
  const pages = useMyPages();
  const [isFolded, setFolded] = useState(() => localStorage.getItem(KEY) === "folded");
  const fold = (): void => {
    localStorage.setItem(KEY, isFolded ? "open" : "folded");
    setFolded(!isFolded);
  };

  return (
    <nav className={styles.rail} data-folded={isFolded} aria-label={t("rail")}>
      <div className={styles.brand}>
        <Mark />
        {!isFolded && <span className={styles.name}>{account.brand.name}</span>}
      </div>
      <Tooltip title={isFolded ? t("search") : null} placement="right">
        <button
          type="button"
          className={styles.search}
          onClick={onSearch}
          aria-label={isFolded ? t("search") : undefined}
        >
          <SearchOutlined aria-hidden />
          {!isFolded && (
            <>
              <span>{t("search")}</span>
              <kbd>{modifier()} K</kbd>
            </>
          )}
        </button>
      </Tooltip>
      <div className={styles.groups}>
        {GROUPS.map((group) => {
          const inGroup = pages.filter((page) => page.group === group);
          if (inGroup.length === 0) return null;
          return (
            <div key={group}>
              <h2 className={isFolded ? "visually-hidden" : styles.group}>{t(`group.${group}`)}</h2>
              <ul>
                {inGroup.map((page) => (
                  <li key={page.id}>
                    <RailLink page={page} isFolded={isFolded} />
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </div>
      <div className={styles.foot}>
        <Link to="/me" className={styles.me} title={account.email}>
          <span className={styles.initial} aria-hidden="true">
            {account.name.slice(0, 1).toUpperCase()}
          </span>
          <span className={isFolded ? "visually-hidden" : styles.name}>{account.name}</span>
        </Link>
        <div className={styles.tools}>
          <Preferences isCompact />
          <Button
            type="text"
            icon={isFolded ? <MenuUnfoldOutlined aria-hidden /> : <MenuFoldOutlined aria-hidden />}
            onClick={fold}
            aria-label={isFolded ? t("unfold") : t("fold")}
            title={isFolded ? t("unfold") : t("fold")}
          />
        </div>
      </div>
    </nav>
  );
}

function RailLink({ page, isFolded }: { page: RailPage; isFolded: boolean }): ReactNode {
  const { t } = useTranslation("shell");
  const unread = useUnread();
  const name = t(`page.${page.id}`);
  const count = page.id === "inbox" ? unread : 0;
  return (
    <Tooltip title={isFolded ? name : null} placement="right">
      <Link
        to={page.path}
        className={styles.link}
        activeProps={{ "aria-current": "page" }}
        activeOptions={{ includeSearch: false }}
      >
        <Badge dot={isFolded && count > 0} color="var(--score-bad)">
          <span className={styles.icon}>
            <page.icon aria-hidden />
          </span>
        </Badge>
        <span className={isFolded ? "visually-hidden" : styles.word}>{name}</span>
        {count > 0 && (
          <span className={isFolded ? "visually-hidden" : styles.count}>
            <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
            <span className="visually-hidden">{t("unread", { count })}</span>
          </span>
        )}
      </Link>
    </Tooltip>
  );
}

function modifier(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
}
