import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Failed, Loading } from "../ui/states.tsx";
import styles from "./Board.module.css";
import { CaseCard } from "./CaseCard.tsx";
import { boardQuery, type CaseFilter, STATES } from "./queries.ts";

/** The same cases in columns by how far they are; in each the one that is due first at the top. */
export function Board({ filter }: { filter: CaseFilter }): ReactNode {
  return (
    <div className={styles.board}>
      {STATES.map((state) => (
        <Column key={state} state={state} filter={filter} />
      ))}
    </div>
  );
}

function Column({ state, filter }: { state: (typeof STATES)[number]; filter: CaseFilter }): ReactNode {
  const { t } = useTranslation("cases");
  const page = useQuery(boardQuery(state, filter));
  const items = page.data?.items;
  return (
    <section className={styles.column} aria-label={t(`state.${state}`)}>
      <h2 className={styles.title}>
        {t(`state.${state}`)}
        {items && (
          <span className={styles.count}>
            {items.length}
            {page.data?.next_cursor && "+"}
          </span>
        )}
      </h2>
      {page.error && !items && <Failed error={page.error} again={() => void page.refetch()} />}
      {page.isPending && <Loading rows={6} />}
      {items?.length === 0 && <p className={styles.none}>{t("noneHere")}</p>}
      {items?.map((one) => (
        <div key={one.id} className={styles.card}>
          <CaseCard of={one} />
        </div>
      ))}
    </section>
  );
}
