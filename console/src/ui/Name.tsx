import type { ReactNode } from "react";
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
  const name = useName(id);
  if (id && name === undefined) return <span className={styles.waiting} aria-hidden="true" />;
  return name ?? otherwise;
}
