import type { ReactNode } from "react";
import { Mark } from "../shell/Mark.tsx";
import { Preferences } from "../shell/Preferences.tsx";
import { useTitle } from "../ui/useTitle.ts";
import styles from "./LoginPage.module.css";

/** The frame of the pages in front of the console. */
export function Gate({ title, children }: { title: string; children: ReactNode }): ReactNode {
  useTitle(title);
  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <Mark size={40} />
        <h1>{title}</h1>
        {children}
      </section>
      <Preferences />
    </main>
  );
}
