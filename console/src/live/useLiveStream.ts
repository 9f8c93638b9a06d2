import { useEffect, useRef, useState } from "react";
import { listenTo } from "../api/stream.ts";
import { came, EMPTY, type Feed, type LiveEvent } from "./feed.ts";

/** What was there when the page opened. */
const RECENT = 100;
/** How often what came in is drawn: eyes read no faster, and a rush of events costs no more. */
const DRAW_MS = 250;

export type Connection = "connecting" | "open" | "lost";

/**
 * What comes in, everywhere or in one unit, which stays the same as long as this is used. The browser connects again by
 * itself and says which item it had last; the server goes on exactly there. While paused, what comes is kept and shown
 * afterwards.
 */
export function useLiveStream(
  unit: string | undefined,
  isPaused: boolean,
): { feed: Feed; connection: Connection } {
  const [feed, setFeed] = useState(EMPTY);
  const [connection, setConnection] = useState<Connection>("connecting");
  const latest = useRef(EMPTY);

  useEffect(() => {
    const item = (data: string, id: string): void => {
      latest.current = came(latest.current, id, JSON.parse(data) as LiveEvent);
    };
    const missed = (data: string): void => {
      const { items } = JSON.parse(data) as { items: number };
      latest.current = { ...latest.current, missed: latest.current.missed + items };
    };
    const query = new URLSearchParams({ recent: String(RECENT), ...(unit ? { unit } : {}) });
    return listenTo(`/v1/live?${query}`, {
      opened: () => setConnection("open"),
      lost: () => setConnection("lost"),
      events: { item, missed },
    });
  }, [unit]);

  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(() => setFeed(latest.current), DRAW_MS);
    return () => clearInterval(timer);
  }, [isPaused]);

  return { feed, connection };
}
