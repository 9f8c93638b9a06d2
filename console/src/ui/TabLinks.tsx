import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import styles from "./TabLinks.module.css";

interface TabLinksProps<Tab extends string> {
  label: string;
  tabs: readonly { tab: Tab; name: string }[];
}

/** Parts of a page that have an address each, `?tab=…`; the first is there without. */
export function TabLinks<Tab extends string>({ label, tabs }: TabLinksProps<Tab>): ReactNode {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map(({ tab, name }, at) => (
        <Link
          key={tab}
          to="."
          // The router knows the searches of each route, but not which route this stands on.
          search={{ tab: at === 0 ? undefined : tab } as never}
          className={styles.tab}
          activeOptions={{ explicitUndefined: true }}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
