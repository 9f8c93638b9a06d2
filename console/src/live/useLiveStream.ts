import { useEffect, useRef, useState } from "react";
import { came, EMPTY, type Feed, type LiveEvent } from "./feed.ts";

/** What was there when the page opened. */
const RECENT = 100;
/** How often what came in is drawn: eyes read no faster, and a rush of events costs no more. */
const DRAW_MS = 250;

export type Connection = "connecting" | "open" | "lost";

/**
 * What comes in. The browser connects again by itself and says which item it had last; the server goes on exactly
 * there. While paused, what comes is kept and shown afterwards.
 */
export function useLiveStream(isPaused: boolean): { feed: Feed; connection: Connection } {
  const [feed, setFeed] = useState(EMPTY);
  const [connection, setConnection] = useState<Connection>("connecting");
  const latest = useRef(EMPTY);

  useEffect(() => {
    const stream = new EventSource(`/v1/live?recent=${RECENT}`);
    stream.addEventListener("open", () => setConnection("open"));
    stream.addEventListener("error", () => setConnection("lost"));
    stream.addEventListener("item", (event) => {
      latest.current = came(latest.current, event.lastEventId, JSON.parse(event.data) as LiveEvent);
    });
    stream.addEventListener("missed", (event) => {
      const { items } = JSON.parse(event.data) as { items: number };
      latest.current = { ...latest.current, missed: latest.current.missed + items };
    });
    return () => stream.close();
  }, []);

  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(() => setFeed(latest.current), DRAW_MS);
    return () => clearInterval(timer);
  }, [isPaused]);

  return { feed, connection };
}
