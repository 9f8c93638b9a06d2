import type { UseQueryResult } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./DataTable.module.css";
import { Empty, Failed, Loading } from "./states.tsx";
import { useNarrow } from "./useNarrow.ts";

export interface Column<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** Numbers stand at the end. */
  align?: "end";
  /** Such as `120px`; others share what is left. */
  width?: string;
}

/** A page of a list, as the server answers it. */
interface Listed<Row> {
  items: Row[];
  next_cursor: string | null;
}

interface DataTableProps<Row> {
  /** What the table is of, for those who do not see it. */
  label: string;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  page: UseQueryResult<Listed<Row>>;
  /** A row on a phone; without it the table scrolls sideways. */
  card?: (row: Row) => ReactNode;
  /** What stands here as long as there is nothing. */
  empty: { title: string; text?: string; action?: ReactNode };
  /** Where in the list this page begins; nothing for its beginning. */
  cursor: string | undefined;
  /** Goes to another page of the list: sets the address. */
  onCursor: (cursor: string | undefined) => void;
}

/**
 * A list that the server pages and filters. A row is opened by the link in it that has the class of [`rowLink`],
 * which covers the whole row.
 */
export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { label, columns, rowKey, page, card, empty, cursor } = props;
  const isNarrow = useNarrow();
  if (page.error && !page.data) return <Failed error={page.error} again={() => void page.refetch()} />;
  if (!page.data) return <Loading rows={10} />;
  const { items } = page.data;
  // A page of rows that one may not see may be empty while others follow.
  if (items.length === 0 && !cursor && !page.data.next_cursor) return <Empty {...empty} />;
  return (
    <div className={styles.frame} aria-busy={page.isPlaceholderData}>
      {isNarrow && card ? (
        <ul aria-label={label}>
          {items.map((row) => (
            <li key={rowKey(row)} className={styles.card}>
              {card(row)}
            </li>
          ))}
        </ul>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too
        <section className={styles.scroll} tabIndex={0} aria-label={label}>
          <table className={styles.table}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.key} scope="col" data-align={column.align} style={{ width: column.width }}>
                    {column.title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <tr key={rowKey(row)}>
                  {columns.map((column) => (
                    <td key={column.key} data-align={column.align}>
                      {column.render(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <Pager {...props} next={page.data.next_cursor} />
    </div>
  );
}

/** The class of the link that opens a row. */
export const rowLink: string = styles.rowLink ?? "";

function Pager<Row>({ cursor, next, onCursor }: DataTableProps<Row> & { next: string | null }): ReactNode {
  const { t } = useTranslation("ui");
  if (!cursor && !next) return null;
  return (
    <nav className={styles.pager} aria-label={t("pages")}>
      <Button disabled={!cursor} onClick={() => onCursor(undefined)}>
        {t("first")}
      </Button>
      <Button disabled={!next} onClick={() => next && onCursor(next)}>
        {t("next")}
      </Button>
    </nav>
  );
}
