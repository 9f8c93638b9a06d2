import type { Schemas } from "../api/client.ts";

/** What a note says. */
export function noticeText(notice: Schemas["Notice"]): string {
  const text = (notice.body as { text?: unknown }).text;
  return typeof text === "string" ? text : "";
}

/** The answer that it tells of, where there is no case to open. */
export function responseOf(notice: Schemas["Notice"]): string | undefined {
  const { response } = notice.body as { response?: unknown };
  return typeof response === "string" ? response : undefined;
}
