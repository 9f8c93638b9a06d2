import { CaretDownOutlined, CaretRightOutlined } from "@ant-design/icons";
import { useQueries } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "../session/account.ts";
import { Failed, Loading } from "../ui/states.tsx";
import { childrenQuery, unitQuery } from "./queries.ts";
import { moveOf, type Row, rowsOf } from "./tree.ts";
import styles from "./units.module.css";

const ROW_PX = 40;

interface UnitTreeProps {
  chosen: string | undefined;
  onChoose: (unit: string) => void;
}

/** The tree; children come when their unit is opened, and only rows in sight are drawn. */
export function UnitTree({ chosen, onChoose }: UnitTreeProps): ReactNode {
  const { t } = useTranslation("units");
  const { units } = useAccount();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(units));
  const tops = useQueries({ queries: units.map(unitQuery) });
  const opened = [...open];
  const children = useQueries({ queries: opened.map(childrenQuery) });
  const below = new Map(opened.flatMap((id, at) => (children[at]?.data ? [[id, children[at].data]] : [])));
  const rows = rowsOf(
    tops.flatMap(({ data }) => data ?? []),
    below,
  );
  const scroll = useRef<HTMLDivElement>(null);
  const tree = useId();
  const [focused, setFocused] = useState<string>();
  const at = Math.max(
    0,
    rows.findIndex(({ unit }) => unit.id === (focused ?? chosen)),
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });

  const turn = (id: string, isOpen: boolean): void => {
    const next = new Set(open);
    if (isOpen) next.add(id);
    else next.delete(id);
    setOpen(next);
  };
  const pressed = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (row && (event.key === "Enter" || event.key === " ")) onChoose(row.unit.id);
    else {
      const move = moveOf(event.key, rows, at);
      if (!move) return;
      if ("open" in move) turn(move.open, true);
      else if ("fold" in move) turn(move.fold, false);
      else {
        setFocused(rows[move.to]?.unit.id);
        virtual.scrollToIndex(move.to);
      }
    }
    event.preventDefault();
  };

  const failed = [...tops, ...children].find(({ error }) => error);
  if (failed?.error) return <Failed error={failed.error} again={() => void failed.refetch()} />;
  if (rows.length === 0) return <Loading rows={8} />;
  return (
    <div
      ref={scroll}
      className={styles.tree}
      role="tree"
      tabIndex={0}
      aria-label={t("title")}
      aria-activedescendant={`${tree}-${rows[at]?.unit.id}`}
      onKeyDown={pressed}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row ? (
            <TreeRow
              key={row.unit.id}
              id={`${tree}-${row.unit.id}`}
              row={row}
              top={start}
              isChosen={row.unit.id === chosen}
              isFocused={index === at}
              onChoose={() => {
                setFocused(row.unit.id);
                onChoose(row.unit.id);
              }}
              onTurn={() => turn(row.unit.id, !row.isOpen)}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

interface TreeRowProps {
  id: string;
  row: Row;
  top: number;
  isChosen: boolean;
  isFocused: boolean;
  onChoose: () => void;
  onTurn: () => void;
}

/** The keyboard stays on the tree, which names the row it is on. */
function TreeRow({ id, row, top, isChosen, isFocused, onChoose, onTurn }: TreeRowProps): ReactNode {
  const { t } = useTranslation("units");
  const { unit, depth, isOpen } = row;
  return (
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
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: depth * 20 - 8 }}
      onClick={onChoose}
    >
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
      <span className={styles.name}>{unit.name}</span>
      <span className={styles.kind}>
        {t(`kind.${unit.kind}`)} · {unit.code}
      </span>
    </div>
  );
}
