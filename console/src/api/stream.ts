// Server-sent events. After a broken connection the browser connects again by itself and says which event it had last;
// when it is refused, as by a proxy while the server starts, it gives up, and so it is asked again here.

/** How long after a refusal it is tried again. */
const AGAIN_MS = 5_000;

export interface StreamListener {
  /** Connected, or connected again. */
  opened?: () => void;
  /** Not connected any more; it is tried again. */
  lost?: () => void;
  /** What to do with an event of each name. */
  events: Record<string, (data: string, id: string) => void>;
}

/** Listens until the function that it answers is called. */
export function listenTo(path: string, { opened, lost, events }: StreamListener): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stream: EventSource;
  const open = (): void => {
    stream = new EventSource(path);
    stream.addEventListener("open", () => opened?.());
    stream.addEventListener("error", () => {
      lost?.();
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS);
    });
    for (const [name, came] of Object.entries(events)) {
      stream.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => came(data, lastEventId));
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    stream.close();
  };
}
