import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useName } from "../api/names.ts";
import styles from "./Name.module.css";

/** What an id is called; a space of about that length while it is asked for. */
export function Name({
  id,
  otherwise = "–",
}: {
  id: string | null | undefined;
  otherwise?: string;
}): ReactNode {
  const { t } = useTranslation("ui");
  const name = useName(id);
  if (id && name === undefined) {
    // Said, too: a name may be all that a link says.
    return (
      <span className={styles.waiting}>
        <span className="visually-hidden">{t("loading")}</span>
      </span>
    );
  }
  return name ?? otherwise;
}
