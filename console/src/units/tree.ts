// The tree of units as the rows that are on screen: what is folded has none.

import type { Schemas } from "../api/client.ts";

export type Unit = Schemas["Unit"];
export type Node = Schemas["UnitNode"];

export interface Row {
  unit: Node;
  /** 1 for the top. */
  depth: number;
  /** Nothing for a unit that has none below it. */
  isOpen: boolean | undefined;
}

/** Nothing hangs below these. */
const LEAVES: readonly Unit["kind"][] = ["counter", "chat_group"];

export const mayHaveChildren = (unit: Unit): boolean => !LEAVES.includes(unit.kind);

/** The rows from top to bottom; `below` knows the children of what is open, as far as they have come. */
export function rowsOf(tops: readonly Node[], below: ReadonlyMap<string, readonly Node[]>, depth = 1): Row[] {
  return tops.flatMap((unit) => {
    const children = below.get(unit.id);
    const row: Row = { unit, depth, isOpen: unit.children === 0 ? undefined : children !== undefined };
    return [row, ...rowsOf(children ?? [], below, depth + 1)];
  });
}

/** What was found, one below the other: nothing of it opens. */
export const rowsFound = (found: readonly Node[]): Row[] =>
  found.map((unit) => ({ unit, depth: 1, isOpen: undefined }));

export type Move = { to: number } | { open: string } | { fold: string };

/** What an arrow key does on a row, as trees have it everywhere; nothing for other keys. */
export function moveOf(key: string, rows: readonly Row[], at: number): Move | undefined {
  const row = rows[at];
  if (!row) return;
  switch (key) {
    case "ArrowDown":
      return { to: Math.min(at + 1, rows.length - 1) };
    case "ArrowUp":
      return { to: Math.max(at - 1, 0) };
    case "Home":
      return { to: 0 };
    case "End":
      return { to: rows.length - 1 };
    case "ArrowRight":
      return row.isOpen === false ? { open: row.unit.id } : { to: Math.min(at + 1, rows.length - 1) };
    case "ArrowLeft":
      if (row.isOpen) return { fold: row.unit.id };
      return {
        to: Math.max(
          0,
          rows.findIndex(({ unit }) => unit.id === row.unit.parent),
        ),
      };
  }
  return;
}
