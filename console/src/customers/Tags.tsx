import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import type { Profile } from "./profile.ts";
import styles from "./Tags.module.css";

/** Tags, each with where it came from and since when. */
export function Tags({ tags }: { tags: NonNullable<Profile["tags"]> }): ReactNode {
  const { t } = useTranslation("customers");
  const entries = Object.entries(tags);
  if (entries.length === 0) return null;
  return (
    <ul className={styles.tags} aria-label={t("tags")}>
      {entries.map(([name, tag]) => (
        <li key={name} className={styles.tag}>
          <span className={styles.name}>
            {name}
            {tag.value ? `: ${tag.value}` : ""}
          </span>
          <Tooltip title={t(`sourceLong.${tag.source as "stated"}`)}>
            <span className={styles.source}>
              {t(`source.${tag.source as "stated"}`)} · <RelativeTime at={tag.set_at} />
            </span>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}
