// What is known of a customer, as `GET /v1/customers/{id}` hands it over; the server leaves out what is empty.

import type { Schemas } from "../api/client.ts";

interface Tag {
  source: string;
  value?: string;
  set_at: string;
  expires_at?: string;
}

interface Consent {
  granted: boolean;
  at: string;
}

interface Contact {
  at: string;
  channel: string;
  class: string;
}

export interface Profile {
  identities?: { kind: string; value: string }[];
  traits?: Record<string, unknown>;
  tags?: Record<string, Tag>;
  contacts?: Contact[];
  consent?: Record<string, Consent>;
  responses?: { at: string; nps?: number; csat?: number; ces?: number }[];
  visit_hours?: number[];
  language?: string;
  home_unit?: string;
  first_seen_at?: string;
  last_seen_at?: string;
  last_order_at?: string;
  orders_total: number;
  spend_total: number;
  open_case?: string;
}

export function profileOf(customer: Schemas["Customer"]): Profile {
  return customer.profile as unknown as Profile;
}

/** The name, else what people know them by; ids of devices and apps say nothing to anybody. */
export function nameOf(profile: Profile): string | null {
  const name = profile.traits?.name;
  if (typeof name === "string" && name) return name;
  return ["phone", "email", "member", "user"].map((kind) => identity(profile, kind)).find(Boolean) ?? null;
}

export function identity(profile: Profile, kind: string): string | undefined {
  return profile.identities?.find((identity) => identity.kind === kind)?.value;
}

/** The two hours of the day in which they come most; none before they came. */
export function usualHour(profile: Profile): number | null {
  const hours = profile.visit_hours ?? [];
  const most = Math.max(0, ...hours);
  return most > 0 ? hours.indexOf(most) : null;
}
