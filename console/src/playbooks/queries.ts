import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import type { Playbook } from "./document.ts";

/** More than a brand has of playbooks, templates or surveys. */
const ALL = { params: { query: { limit: 500 } } };

export const playbooksQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ["playbooks", "list", cursor],
    queryFn: async () => {
      const page = await answered(api.GET("/v1/playbooks", { params: { query: { limit: 50, cursor } } }));
      return { ...page, items: page.items as unknown as Playbook[] };
    },
    placeholderData: keepPreviousData,
  });

export const playbookQuery = (playbook_id: string) =>
  queryOptions({
    queryKey: ["playbooks", "one", playbook_id],
    queryFn: async () =>
      (await answered(
        api.GET("/v1/playbooks/{playbook_id}", { params: { path: { playbook_id } } }),
      )) as unknown as Playbook,
  });

export const runsQuery = (playbook_id: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["playbooks", "runs", playbook_id, cursor],
    queryFn: () =>
      answered(
        api.GET("/v1/playbooks/{playbook_id}/runs", {
          params: { path: { playbook_id }, query: { limit: 25, cursor } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** How runs of a playbook ended. */
export const countsQuery = (playbook_id: string) =>
  queryOptions({
    queryKey: ["playbooks", "counts", playbook_id],
    queryFn: () =>
      answered(api.GET("/v1/playbooks/{playbook_id}/statistics", { params: { path: { playbook_id } } })),
  });

/** What templates and surveys are called, by id. */
export const contentNamesQuery = queryOptions({
  queryKey: ["playbooks", "content"],
  queryFn: async () => {
    const [templates, surveys] = await Promise.all([
      answered(api.GET("/v1/templates", ALL)),
      answered(api.GET("/v1/surveys", ALL)),
    ]);
    const named = [...templates.items, ...surveys.items] as { id?: string; name: string }[];
    return new Map(named.map(({ id, name }) => [id ?? "", name]));
  },
  staleTime: 300_000,
});

export async function setActive(playbook_id: string, isActive: boolean): Promise<void> {
  const which = { params: { path: { playbook_id } } };
  await (isActive
    ? answered(api.POST("/v1/playbooks/{playbook_id}/activate", which))
    : answered(api.POST("/v1/playbooks/{playbook_id}/pause", which)));
}
