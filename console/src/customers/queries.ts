import { queryOptions } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";

export const customerQuery = (customer_id: string) =>
  queryOptions({
    queryKey: ["customers", customer_id],
    queryFn: () => answered(api.GET("/v1/customers/{customer_id}", { params: { path: { customer_id } } })),
    staleTime: 30_000,
  });

/** What a customer was given. */
export const vouchersQuery = (customer_id: string) =>
  queryOptions({
    queryKey: ["customers", customer_id, "vouchers"],
    queryFn: () =>
      answered(api.GET("/v1/customers/{customer_id}/vouchers", { params: { path: { customer_id } } })),
  });

/** The orders of the list; without one, those who are known the longest come first. */
export const ORDERS = [
  "-created_at",
  "-last_seen_at",
  "last_seen_at",
  "-spend_total",
  "spend_total",
] as const;

/** What a list of customers is narrowed to, as it stands in the address. */
export interface CustomerFilter {
  q?: string;
  tag?: string;
  unit?: string;
  sort?: (typeof ORDERS)[number];
}

export const customersQuery = (filter: CustomerFilter, cursor?: string) =>
  queryOptions({
    queryKey: ["customers", "list", filter, cursor],
    queryFn: () =>
      answered(api.GET("/v1/customers", { params: { query: { ...filter, ...(cursor && { cursor }) } } })),
  });
