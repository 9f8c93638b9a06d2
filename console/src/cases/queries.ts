import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";

export type Case = Schemas["Case"];

export const STATES = ["open", "in_progress", "waiting_customer", "closed"] as const;
export const ORDERS = ["-opened_at", "due_at"] as const;

/** What a list of cases is narrowed to, as it stands in the address. */
export interface CaseFilter {
  state?: (typeof STATES)[number];
  unit?: string;
  owner?: string;
  late?: true;
  sort?: (typeof ORDERS)[number];
}

/** Periods of the figures, in days. */
export const DAYS = ["7", "30", "90", "365"] as const;

/** With what the figures are narrowed to besides. */
export interface ViewFilter extends CaseFilter {
  days?: (typeof DAYS)[number];
}

/** How often the board looks for what changed: notes refresh it at once, but only for those whom they concern. */
const REFRESH_MS = 10_000;
/** Cards of one column of the board. */
const COLUMN_MAX = 50;
const DAY_MS = 86_400_000;

export const casesQuery = (filter: CaseFilter, cursor?: string) =>
  queryOptions({
    queryKey: ["cases", "list", filter, cursor],
    queryFn: () =>
      answered(api.GET("/v1/cases", { params: { query: { ...filter, ...(cursor && { cursor }) } } })),
  });

/** One column of the board: what is due first, and of what is closed the latest. */
export const boardQuery = (state: (typeof STATES)[number], { unit, owner, late }: CaseFilter) => {
  const sort: (typeof ORDERS)[number] = state === "closed" ? "-opened_at" : "due_at";
  const query = { state, sort, limit: COLUMN_MAX, ...given({ unit, owner, late }) };
  return queryOptions({
    queryKey: ["cases", "board", query],
    queryFn: () => answered(api.GET("/v1/cases", { params: { query } })),
    refetchInterval: REFRESH_MS,
  });
};

/** How cases of a unit were handled that were opened in the last days, or ever. */
export const statisticsQuery = ({ unit, days }: { unit?: string; days?: string | undefined }) =>
  queryOptions({
    queryKey: ["cases", "statistics", unit, days],
    queryFn: () => {
      const from = days && new Date(Date.now() - Number(days) * DAY_MS).toISOString();
      return answered(api.GET("/v1/cases/statistics", { params: { query: given({ unit, from }) } }));
    },
  });

/** What is given of a query: the server refuses empty words. */
function given<Query extends object>(query: Query): { [key in keyof Query]?: NonNullable<Query[key]> } {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(entries) as { [key in keyof Query]?: NonNullable<Query[key]> };
}

export const caseQuery = (case_id: string) =>
  queryOptions({
    queryKey: ["cases", case_id],
    queryFn: () => answered(api.GET("/v1/cases/{case_id}", { params: { path: { case_id } } })),
  });

/** How the customer of a case can be reached now; asked anew whenever somebody is about to write. */
export const reachQuery = (case_id: string) =>
  queryOptions({
    queryKey: ["cases", case_id, "reach"],
    queryFn: () => answered(api.GET("/v1/cases/{case_id}/reach", { params: { path: { case_id } } })),
    staleTime: 0,
    gcTime: 0,
  });

/** To whom a case can be handed. */
export const candidatesQuery = (case_id: string, name: string) =>
  queryOptions({
    queryKey: ["cases", case_id, "candidates", name],
    queryFn: () =>
      answered(
        api.GET("/v1/cases/{case_id}/candidates", {
          params: { path: { case_id }, query: name.trim() ? { name: name.trim() } : {} },
        }),
      ),
  });
