import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../api/client.ts";

export type Member = Schemas["Member"];

export const ROLES = ["administrator", "analyst", "manager", "front_line", "developer"] as const;

/** Everything about members that is on screen. */
export const MEMBERS = ["members"];

export const membersQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...MEMBERS, cursor],
    queryFn: () => answered(api.GET("/v1/members", { params: { query: { limit: 50, cursor } } })),
    placeholderData: keepPreviousData,
  });

export function changeMember(member_id: string, body: Schemas["ChangeMemberRequest"]): Promise<Member> {
  return answered(api.PATCH("/v1/members/{member_id}", { params: { path: { member_id } }, body }));
}

/** Makes up a new password and says it. */
export async function resetPassword(member_id: string): Promise<string | null> {
  const path = { member_id };
  const { password } = await answered(
    api.POST("/v1/members/{member_id}/reset_password", { params: { path } }),
  );
  return password;
}

/** Takes a lost second factor away. */
export async function removeSecondFactor(member_id: string): Promise<null> {
  const path = { member_id };
  await answered(api.DELETE("/v1/members/{member_id}/second_factor", { params: { path } }));
  return null;
}

export type Invitation = Schemas["Invitation"];

/** Everything about invitations that is on screen. */
export const INVITATIONS = ["invitations"];

/** The open invitations of one page; there are seldom more. */
export const invitationsQuery = queryOptions({
  queryKey: INVITATIONS,
  queryFn: () => answered(api.GET("/v1/invitations", { params: { query: { limit: 200 } } })),
  // A letter that is on its way is soon sent, or refused.
  refetchInterval: (query) =>
    query.state.data?.items.some(({ letter }) => letter === "queued") ? 3_000 : false,
});
