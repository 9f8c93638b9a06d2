import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { listenTo } from "../api/stream.ts";
import { type Item, joined } from "./arrival.ts";
import { arrivalsQuery, rejectedQuery } from "./queries.ts";

/** How often what came is drawn. */
const DRAW_MS = 250;

interface Arrivals {
  rows: Item[] | undefined;
  error: Error | null;
  again: () => void;
}

/** What a source sent last, and from then on as it comes. While held, what comes is kept and shown afterwards. */
export function useArrivals(source: string, isHeld: boolean): Arrivals {
  const [rows, setRows] = useState<Item[]>([]);
  const latest = useRef<Item[]>([]);
  const accepted = useQuery(arrivalsQuery(source));
  const rejected = useQuery(rejectedQuery(source));
  const { refetch: readAccepted } = accepted;
  const { refetch: readRejected } = rejected;

  useEffect(() => {
    const fill = (): void => {
      void readAccepted();
      void readRejected();
    };
    // What came while there was no stream stands in the lists.
    const item = (data: string): void => {
      latest.current = joined(latest.current, [JSON.parse(data) as Item]);
    };
    return listenTo(`/v1/sources/${source}/live`, { opened: fill, events: { more: fill, item } });
  }, [source, readAccepted, readRejected]);

  useEffect(() => {
    const known: Item[] = [
      ...(accepted.data?.items ?? []).map((event) => ({
        at: event.received_at,
        accepted: event,
        problems: [],
        rejected: null,
      })),
      ...(rejected.data?.items ?? []).map((item) => ({
        at: item.at,
        accepted: null,
        problems: [],
        rejected: item,
      })),
    ];
    // The stream knows more of an item than the list: it comes second.
    latest.current = joined(known, latest.current);
  }, [accepted.data, rejected.data]);

  useEffect(() => {
    if (isHeld) return;
    const timer = setInterval(() => setRows(latest.current), DRAW_MS);
    return () => clearInterval(timer);
  }, [isHeld]);

  const isRead = accepted.data !== undefined && rejected.data !== undefined;
  return {
    rows: isRead || rows.length > 0 ? rows : undefined,
    error: accepted.error ?? rejected.error,
    again: () => void Promise.all([readAccepted(), readRejected()]),
  };
}
