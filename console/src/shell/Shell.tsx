import { Outlet } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useResumed } from "../cases/useResumed.ts";
import { useInboxStream } from "../inbox/useInboxStream.ts";
import { useNarrow } from "../ui/useNarrow.ts";
import { BottomBar } from "./BottomBar.tsx";
import { Keys } from "./Keys.tsx";
import { Palette } from "./Palette.tsx";
import { Rail } from "./Rail.tsx";
import { ScopeBar } from "./ScopeBar.tsx";
import styles from "./Shell.module.css";
import { useShortcuts } from "./useShortcuts.ts";

/** What stands around every page. */
export function Shell(): ReactNode {
  const { t } = useTranslation("shell");
  const isNarrow = useNarrow();
  useInboxStream();
  useResumed();
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  const close = (): void => setOpen(null);
  useShortcuts({ palette: () => setOpen("palette"), keys: () => setOpen("keys") });

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {t("skip")}
      </a>
      {!isNarrow && <Rail onSearch={() => setOpen("palette")} />}
      <main id="content" className={styles.content} tabIndex={-1}>
        <ScopeBar />
        <Outlet />
      </main>
      {isNarrow && <BottomBar />}
      {open === "palette" && <Palette onClose={close} />}
      {open === "keys" && <Keys onClose={close} />}
    </div>
  );
}
