import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";
import type { Theme } from "../surveys/look/colours.ts";
import { type AuditFilter, auditWanted } from "./auditFilter.ts";

/** The brand's settings as they are edited; the API document leaves the budget open. */
export interface Settings {
  name: string;
  time_zone: string;
  language: string;
  currency: string;
  public_url: string;
  accent: string;
  theme?: Theme;
  budget: Budget;
  files: FileBudget;
}

export interface FileBudget {
  brand_mb: number;
  link_mb_per_hour: number;
}

export interface Budget {
  total?: { max: number; per: string };
  quiet_hours?: { from: string; to: string; service_exempt: boolean };
  consent: { marketing: Rule; survey: Rule };
}

type Rule = "opt_in" | "opt_out";

export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: async () => (await answered(api.GET("/v1/settings"))) as unknown as Settings,
});

export const fileUsageQuery = queryOptions({
  queryKey: ["settings", "files"],
  queryFn: () => answered(api.GET("/v1/settings/files")),
});

export async function changeSettings(change: Partial<Settings>): Promise<Settings> {
  return (await answered(api.PATCH("/v1/settings", { body: { ...change } }))) as unknown as Settings;
}

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: () => answered(api.GET("/v1/channels")),
});

export const TOKENS = ["tokens"];

export const tokensQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...TOKENS, cursor],
    queryFn: () => answered(api.GET("/v1/tokens", { params: { query: { limit: 50, cursor } } })),
    placeholderData: keepPreviousData,
  });

export const auditQuery = (filter: AuditFilter, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["audit", filter, cursor],
    queryFn: () =>
      answered(api.GET("/v1/audit", { params: { query: { ...auditWanted(filter), limit: 50, cursor } } })),
    placeholderData: keepPreviousData,
  });

export type Token = Schemas["Token"];

/** Members that are offered; whoever is missing is found in the list itself. */
const MEMBERS_MAX = 500;

export const memberChoiceQuery = queryOptions({
  queryKey: ["members", "choice"],
  queryFn: () => answered(api.GET("/v1/members", { params: { query: { limit: MEMBERS_MAX } } })),
  staleTime: 60_000,
});
