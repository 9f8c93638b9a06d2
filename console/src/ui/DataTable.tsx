import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
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
  /** What the server sorts by when the title is pressed: first downwards, then upwards. */
  sort?: string;
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
  /** In which order the list is: the `sort` of a column, `-` before it for downwards. */
  sort?: string | undefined;
  /** Goes to the beginning of the list in another order. */
  onSort?: (sort: string) => void;
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
                  <Head key={column.key} column={column} sort={props.sort} onSort={props.onSort} />
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

interface HeadProps<Row> {
  column: Column<Row>;
  sort: string | undefined;
  onSort: ((sort: string) => void) | undefined;
}

function Head<Row>({ column: { title, align, width, sort: by }, sort, onSort }: HeadProps<Row>): ReactNode {
  const down = `-${by}`;
  const order = sort === by ? "ascending" : sort === down ? "descending" : undefined;
  return (
    <th scope="col" data-align={align} style={{ width }} aria-sort={by ? order : undefined}>
      {by && onSort ? (
        <button type="button" className={styles.sort} onClick={() => onSort(sort === down ? by : down)}>
          {title}
          {order === "ascending" ? (
            <CaretUpOutlined aria-hidden />
          ) : (
            <CaretDownOutlined aria-hidden className={order ? undefined : styles.unsorted} />
          )}
        </button>
      ) : (
        title
      )}
    </th>
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
