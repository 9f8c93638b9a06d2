import { queryOptions } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";

/** How many of one's notes are unread, with the newest of them. */
export const unreadQuery = queryOptions({
  queryKey: ["inbox", "unread"],
  queryFn: () => answered(api.GET("/v1/inbox", { params: { query: { unread: true, limit: 1 } } })),
});
