import { queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";

export type Case = Schemas["Case"];

export const STATES = ["open", "in_progress", "waiting_customer", "closed"] as const;
export const ORDERS = ["-opened_at", "due_at"] as const;

/** What a list of cases is narrowed to, as it stands in the address. */
export interface CaseFilter {
  state?: (typeof STATES)[number];
  unit?: string;
  late?: true;
  sort?: (typeof ORDERS)[number];
}

export const casesQuery = (filter: CaseFilter, cursor?: string) =>
  queryOptions({
    queryKey: ["cases", "list", filter, cursor],
    queryFn: () =>
      answered(api.GET("/v1/cases", { params: { query: { ...filter, ...(cursor && { cursor }) } } })),
  });

export const caseQuery = (case_id: string) =>
  queryOptions({
    queryKey: ["cases", case_id],
    queryFn: () => answered(api.GET("/v1/cases/{case_id}", { params: { path: { case_id } } })),
  });
