import { createLink, Link } from "@tanstack/react-router";
import { type AnchorHTMLAttributes, type ReactNode, type Ref, useEffect, useRef } from "react";
import styles from "./TabLinks.module.css";

/** The bar that tabs stand in. */
export function Tabs({ label, children }: { label: string; children: ReactNode }): ReactNode {
  const bar = useRef<HTMLElement>(null);
  const shown = useRef<HTMLElement>(null);
  // On a narrow screen the bar scrolls: the tab that is open comes into sight.
  useEffect(() => {
    const here = bar.current?.querySelector<HTMLElement>("[aria-current]") ?? null;
    if (!bar.current || !here || here === shown.current) return;
    shown.current = here;
    bar.current.scrollLeft = here.offsetLeft - (bar.current.offsetWidth - here.offsetWidth) / 2;
  });
  return (
    <nav ref={bar} className={styles.tabs} aria-label={label}>
      {children}
    </nav>
  );
}

interface TabProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** One looks at it now: for tabs that are pages of their own, which an address alone does not tell apart. */
  isHere: boolean;
  ref?: Ref<HTMLAnchorElement>;
}

/** A tab that leads to a page of its own. */
export const Tab = createLink(
  ({ isHere, ...props }: TabProps): ReactNode => (
    <a {...props} className={styles.tab} aria-current={isHere ? "page" : undefined} />
  ),
);

interface TabLinksProps<Name extends string> {
  label: string;
  tabs: readonly { tab: Name; name: string }[];
}

/** Parts of a page that have an address each, `?tab=…`; the first is there without. */
export function TabLinks<Name extends string>({ label, tabs }: TabLinksProps<Name>): ReactNode {
  return (
    <Tabs label={label}>
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
    </Tabs>
  );
}
