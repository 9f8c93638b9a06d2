import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { useAccount } from "../session/account.ts";
import type { Case } from "./queries.ts";

/** Most of one's open cases that are shown. */
const MINE_MAX = 100;

export type Mine = UseQueryResult<{ cases: Case[]; isAll: boolean }>;

/** One's own open cases: the newest first, or the one that is due first. */
export function useMyCases(order: "due" | undefined): Mine {
  const { member: owner } = useAccount();
  const sort = order === "due" ? "due_at" : "-opened_at";
  return useQuery({
    queryKey: ["cases", "mine", owner, sort],
    queryFn: () =>
      answered(api.GET("/v1/cases", { params: { query: { owner, open: true, sort, limit: MINE_MAX } } })),
    select: ({ items, next_cursor }) => ({ cases: items, isAll: next_cursor === null }),
  });
}
