// Finding one customer by what somebody typed: a phone number, an e-mail address, a member number, an id.

import { answered, api } from "../api/client.ts";

export interface Found {
  id: string;
  name: string;
  hint: string;
}

/** The identities that a text may be. */
export function identitiesOf(text: string): string[] {
  if (/^(user|member|unionid|openid|phone|email|anonymous):./.test(text)) return [text];
  if (text.includes("@")) return [`email:${text}`];
  const isPhone = /^\+?[\d\s-]{7,}$/.test(text);
  return [...(isPhone ? [`phone:${text}`] : []), `member:${text}`, `user:${text}`];
}

/** Those whom a text identifies; a text that is none of a kind's identities finds nobody of that kind. */
export async function findCustomers(text: string): Promise<Found[]> {
  const pages = await Promise.all(
    identitiesOf(text).map((identity) =>
      answered(api.GET("/v1/customers", { params: { query: { identity } } })).catch(() => ({ items: [] })),
    ),
  );
  const found = new Map(pages.flatMap(({ items }) => items).map((customer) => [customer.id, customer]));
  return [...found.values()].map(({ id, identities }) => ({
    id,
    name: identities[0]?.value ?? id,
    hint: identities[1]?.value ?? "",
  }));
}
