import type { Schemas } from "../api/client.ts";

/** What a note says. */
export function noticeText(notice: Schemas["Notice"]): string {
  const text = (notice.body as { text?: unknown }).text;
  return typeof text === "string" ? text : "";
}
