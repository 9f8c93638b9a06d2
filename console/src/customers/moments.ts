// One timeline out of what the server keeps in several places: events, messages and cases.

import type { Schemas } from "../api/client.ts";
import { laterFirst } from "../ui/time.ts";

export const KINDS = ["order", "answer", "message", "case", "event"] as const;
export type Kind = (typeof KINDS)[number];

export type Moment = { at: string; key: string; elsewhere?: boolean } & (
  | { kind: "order" | "answer" | "event"; event: Schemas["EventView"] }
  | { kind: "message"; message: Schemas["EffectView"] }
  | { kind: "case"; of: Schemas["Case"]; step: "opened" | "closed" }
);

/** Everything, newest first. */
export function momentsOf(items: Schemas["TimelineItem"][], cases: Schemas["Case"][]): Moment[] {
  const moments = [...items.flatMap(momentOf), ...cases.flatMap(momentsOfCase)];
  return moments.sort((one, other) => laterFirst(one.at, other.at));
}

function momentOf({ at, event, message, elsewhere }: Schemas["TimelineItem"]): Moment[] {
  if (message) return [{ at, elsewhere, key: message.id, kind: "message", message }];
  if (!event) return [];
  return [{ at, elsewhere, key: `${event.source}/${event.message_id}`, kind: kindOf(event.name), event }];
}

function momentsOfCase(of: Schemas["Case"]): Moment[] {
  const opened: Moment = { at: of.opened_at, key: `${of.id}-opened`, kind: "case", of, step: "opened" };
  return of.closed_at
    ? [opened, { ...opened, at: of.closed_at, key: `${of.id}-closed`, step: "closed" }]
    : [opened];
}

function kindOf(name: string): "order" | "answer" | "event" {
  if (name.startsWith("Order ")) return "order";
  return name === "Survey Answered" || name === "Review Submitted" ? "answer" : "event";
}
