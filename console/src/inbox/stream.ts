// One's own notes as they come. The browser connects again by itself and says which note it had last, so that
// none is lost; before the first one came there is nothing to say, so whoever listens reads the list anew then.

import type { Schemas } from "../api/client.ts";

export interface InboxListener {
  /** Connected, or connected again. */
  opened: () => void;
  came: (notice: Schemas["Notice"]) => void;
}

/** Listens until the function that it answers is called. */
export function listenToInbox(listener: InboxListener): () => void {
  const stream = new EventSource("/v1/inbox/stream");
  stream.addEventListener("open", listener.opened);
  stream.addEventListener("notice", (event) => listener.came(JSON.parse(event.data) as Schemas["Notice"]));
  return () => stream.close();
}
