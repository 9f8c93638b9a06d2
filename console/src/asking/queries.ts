import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";

export type Way = "email" | "sms" | "wechat" | "web";
export type Distribution = Schemas["Distribution"];
export type Plan = Schemas["PlanView"];
export type Widget = Schemas["WidgetSettings"];

/** Would this customer be asked now, and why. */
export const eligibilityQuery = (survey_id: string, customer: string, way?: Way) =>
  queryOptions({
    queryKey: ["eligibility", survey_id, customer, way],
    queryFn: () =>
      answered(
        api.GET("/v1/surveys/{survey_id}/eligibility", {
          params: { path: { survey_id }, query: { customer, ...(way && { way }) } },
        }),
      ),
  });

export const distributionsQuery = (survey_id: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["surveys", "distributions", survey_id, cursor],
    queryFn: () =>
      answered(
        api.GET("/v1/surveys/{survey_id}/distributions", {
          params: { path: { survey_id }, query: { limit: 20, cursor } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const distributionQuery = (survey_id: string, distribution_id: string, isActive: boolean) =>
  queryOptions({
    queryKey: ["surveys", "distributions", survey_id, "one", distribution_id],
    queryFn: () =>
      answered(
        api.GET("/v1/surveys/{survey_id}/distributions/{distribution_id}", {
          params: { path: { survey_id, distribution_id } },
        }),
      ),
    refetchInterval: isActive ? 3_000 : false,
  });

export function turnDistribution(
  survey_id: string,
  distribution_id: string,
  turn: "start" | "stop",
): Promise<Distribution> {
  const path = { survey_id, distribution_id };
  return answered(
    api.POST(`/v1/surveys/{survey_id}/distributions/{distribution_id}/${turn}`, { params: { path } }),
  );
}

export const widgetQuery = (survey_id: string) =>
  queryOptions({
    queryKey: ["surveys", "widget", survey_id],
    queryFn: () => answered(api.GET("/v1/surveys/{survey_id}/widget", { params: { path: { survey_id } } })),
  });

export const looksQuery = (survey_id: string) =>
  queryOptions({
    queryKey: ["surveys", "widget", survey_id, "looks"],
    queryFn: () =>
      answered(
        api.GET("/v1/surveys/{survey_id}/widget/decisions", {
          params: { path: { survey_id }, query: { limit: 20 } },
        }),
      ),
  });
