import { useQueries, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { useSettled } from "../ui/useSettled.ts";
import { childrenQuery, foundQuery, placeQuery, topsQuery } from "./queries.ts";
import { moveOf, type Row, rowsFound, rowsOf } from "./tree.ts";

export interface Tree {
  rows: readonly Row[];
  /** The row that the keyboard is on. */
  at: number;
  error: Error | null;
  again: () => void;
  isLoading: boolean;
  isSearching: boolean;
  /** There are more than are shown. */
  isCut: boolean;
  focus: (unit: string) => void;
  turn: (unit: string, isOpen: boolean) => void;
  /** Does what a key does; says whether it did anything. */
  press: (event: KeyboardEvent) => boolean;
}

/**
 * The units that one may see: as a tree whose branches come when they are opened, or, with a text, those whose name or
 * code holds it. The way to the chosen one stands open.
 */
export function useTree(chosen: string | undefined, text: string, onChoose: (unit: string) => void): Tree {
  const wanted = useSettled(text.trim(), 150);
  const isSearching = wanted !== "";
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [focused, setFocused] = useState<string>();

  const tops = useQuery(topsQuery);
  const place = useQuery({ ...placeQuery(chosen ?? ""), enabled: chosen !== undefined });
  const way = place.data?.[0]?.above.map(({ id }) => id) ?? [];
  const openAtFirst = [...(tops.data ?? []).map(({ id }) => id), ...way];
  const isOpen = (id: string): boolean => turned.get(id) ?? openAtFirst.includes(id);
  const opened = [...new Set([...openAtFirst, ...turned.keys()])].filter(isOpen);
  const children = useQueries({ queries: opened.map(childrenQuery) });
  const found = useQuery({ ...foundQuery(wanted), enabled: isSearching });

  const below = new Map(opened.flatMap((id, nth) => (children[nth]?.data ? [[id, children[nth].data]] : [])));
  const rows = isSearching ? rowsFound(found.data?.items ?? []) : rowsOf(tops.data ?? [], below);
  const on = focused ?? (isSearching ? undefined : chosen);
  const at = Math.max(
    0,
    rows.findIndex(({ unit }) => unit.id === on),
  );
  const failed = isSearching ? [found] : [tops, ...children];
  const turn = (id: string, open: boolean): void => setTurned(new Map(turned).set(id, open));

  const press = (event: KeyboardEvent): boolean => {
    const row = rows[at];
    if (row && event.key === "Enter" && !event.nativeEvent.isComposing) {
      onChoose(row.unit.id);
      return true;
    }
    const move = moveOf(event.key, rows, at);
    if (!move) return false;
    if ("open" in move) turn(move.open, true);
    else if ("fold" in move) turn(move.fold, false);
    else setFocused(rows[move.to]?.unit.id);
    return true;
  };

  return {
    rows,
    at,
    error: failed.find(({ error }) => error)?.error ?? null,
    again: () => failed.forEach((query) => void query.refetch()),
    isLoading: isSearching ? found.isPending : tops.isPending,
    isSearching,
    isCut: isSearching && found.data?.next_cursor != null,
    focus: setFocused,
    turn,
    press,
  };
}
