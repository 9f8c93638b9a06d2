import { CaretDownOutlined, CaretRightOutlined } from "@ant-design/icons";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import styles from "./TreeRows.module.css";
import type { Row } from "./tree.ts";
import type { Tree } from "./useTree.ts";

const ROW_PX = 40;

interface TreeRowsProps {
  /** What has the keyboard names the row that it is on as `${id}-${unit}`. */
  id: string;
  tree: Tree;
  chosen: string | undefined;
  onChoose: (unit: string) => void;
}

/** The rows of a tree, of which only those in sight are drawn. */
export function TreeRows({ id, tree, chosen, onChoose }: TreeRowsProps): ReactNode {
  const { t } = useTranslation("units");
  const { rows, at } = tree;
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  const on = rows[at]?.unit.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it goes where the keyboard goes, not back when rows come
  useEffect(() => virtual.scrollToIndex(at), [on]);
  if (tree.error) return <Failed error={tree.error} again={tree.again} />;
  if (tree.isLoading) return <Loading rows={6} />;
  return (
    <>
      <div
        ref={scroll}
        id={id}
        className={styles.tree}
        role="tree"
        tabIndex={0}
        aria-label={t("title")}
        aria-activedescendant={on && `${id}-${on}`}
      >
        <div role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return row ? (
              <TreeRow
                key={row.unit.id}
                id={`${id}-${row.unit.id}`}
                row={row}
                top={start}
                isChosen={row.unit.id === chosen}
                isFocused={index === at}
                isFound={tree.isSearching}
                onChoose={() => {
                  tree.focus(row.unit.id);
                  onChoose(row.unit.id);
                }}
                onTurn={() => tree.turn(row.unit.id, !row.isOpen)}
              />
            ) : null;
          })}
        </div>
      </div>
      {rows.length === 0 && <Empty title={t("none")} />}
      {tree.isCut && (
        <p className={styles.cut} role="status">
          {t("cut", { count: rows.length })}
        </p>
      )}
    </>
  );
}

interface TreeRowProps {
  id: string;
  row: Row;
  top: number;
  isChosen: boolean;
  isFocused: boolean;
  /** Found by its name: says where it is, and opens nothing. */
  isFound: boolean;
  onChoose: () => void;
  onTurn: () => void;
}

function TreeRow({ id, row, top, isChosen, isFocused, isFound, onChoose, onTurn }: TreeRowProps): ReactNode {
  const { t } = useTranslation("units");
  const { unit, depth, isOpen } = row;
  const way = unit.above.map(({ name }) => name).join(" › ");
  return (
    // The keyboard stays on the tree or its field, which name the row they are on.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={id}
      role="treeitem"
      aria-level={depth}
      aria-expanded={isOpen}
      aria-selected={isChosen}
      data-focused={isFocused}
      className={styles.row}
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: isFound ? 16 : depth * 20 - 8 }}
      onClick={onChoose}
    >
      {!isFound && (
        <span
          className={styles.twist}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onTurn();
          }}
        >
          {isOpen !== undefined && (isOpen ? <CaretDownOutlined /> : <CaretRightOutlined />)}
        </span>
      )}
      <span className={styles.name}>{unit.name}</span>
      <span className={styles.kind}>{isFound && way ? way : `${t(`kind.${unit.kind}`)} · ${unit.code}`}</span>
    </div>
  );
}
