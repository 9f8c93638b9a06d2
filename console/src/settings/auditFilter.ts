import { dayOf } from "../ui/days.ts";
import { choice, id } from "../ui/search.ts";

/** What members change, as the first word of what they do with it. */
export const THINGS = [
  "brand",
  "case",
  "channels",
  "customer",
  "effect",
  "journey",
  "link",
  "member",
  "playbook",
  "session",
  "settings",
  "source",
  "survey",
  "template",
  "token",
  "unit",
] as const;

/** What the audit log is narrowed to, as it stands in the address. */
export interface AuditFilter {
  member?: string;
  thing?: (typeof THINGS)[number];
  /** The first day. */
  from?: string;
  /** The last day. */
  until?: string;
}

export function auditFilterOf(search: Record<string, unknown>): AuditFilter {
  return {
    ...id(search, "member", "mbr"),
    ...choice(search, "thing", THINGS),
    ...dayOf(search, "from"),
    ...dayOf(search, "until"),
  };
}

/** The same for the server, which takes moments. */
export function auditWanted({ member, thing, from, until }: AuditFilter): Record<string, string> {
  return {
    ...(member && { member }),
    ...(thing && { action: thing }),
    ...(from && { from: startOfDay(from) }),
    ...(until && { until: endOfDay(until) }),
  };
}

/** When a day begins for whoever looks at the page: who changed what is asked by one's own clock. */
export function startOfDay(text: string): string {
  return new Date(`${text}T00:00`).toISOString();
}

/** When the day after it begins: summer time makes some days longer. */
export function endOfDay(text: string): string {
  const start = new Date(`${text}T00:00`);
  return new Date(start.getFullYear(), start.getMonth(), start.getDate() + 1).toISOString();
}
