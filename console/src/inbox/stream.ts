// One's own notes as they come. The browser says which note it had last, so that none is lost; before the first one
// came there is nothing to say, so whoever listens reads the list anew then.

import type { Schemas } from "../api/client.ts";
import { listenTo } from "../api/stream.ts";

export interface InboxListener {
  /** Connected, or connected again. */
  opened: () => void;
  came: (notice: Schemas["Notice"]) => void;
}

/** Listens until the function that it answers is called. */
export function listenToInbox({ opened, came }: InboxListener): () => void {
  const notice = (data: string): void => came(JSON.parse(data) as Schemas["Notice"]);
  return listenTo("/v1/inbox/stream", { opened, events: { notice } });
}
