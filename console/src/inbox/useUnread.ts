import { useQuery } from "@tanstack/react-query";
import { useMay } from "../session/account.ts";
import { unreadQuery } from "./queries.ts";

/** How many notes wait to be read. */
export function useUnread(): number {
  const may = useMay();
  const { data } = useQuery({ ...unreadQuery, enabled: may("read_inbox") });
  return data?.unread ?? 0;
}
