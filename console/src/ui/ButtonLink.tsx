import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ReactNode, Ref } from "react";
import styles from "./ButtonLink.module.css";

/** A link to another page that is done as often as a button is pressed. */
export const ButtonLink = createLink(
  (props: AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }): ReactNode => (
    <a {...props} className={styles.link} />
  ),
);
