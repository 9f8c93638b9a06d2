import { queryOptions, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";

export type Account = Schemas["Account"];
export type Permission = Schemas["Permission"];

/** Who is logged in. */
export const accountQuery = queryOptions({
  queryKey: ["session"],
  queryFn: () => answered(api.GET("/v1/session")),
  staleTime: 60_000,
});

/** Who is logged in; only below pages that need it. */
export function useAccount(): Account {
  return useSuspenseQuery(accountQuery).data;
}

/** Whether to show what needs a permission. The server decides whether it is allowed. */
export function useMay(): (permission: Permission) => boolean {
  const { data } = useQuery(accountQuery);
  return (permission) => data?.permissions.includes(permission) ?? false;
}

/** Whether to show what is for members who see the whole brand. */
export function useSeesWholeBrand(): boolean {
  return useQuery(accountQuery).data?.sees_whole_brand ?? false;
}
