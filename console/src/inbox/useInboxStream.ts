import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../session/account.ts";
import { announce } from "../ui/announce.ts";
import { useUnreadMark } from "../ui/useTitle.ts";
import { noticeText } from "./noticeText.ts";
import { notify } from "./notify.ts";
import { listenToInbox } from "./stream.ts";
import { useUnread } from "./useUnread.ts";

/** Keeps everything that shows notes and cases true as long as the console is open. */
export function useInboxStream(): void {
  const queries = useQueryClient();
  const { t } = useTranslation("inbox");
  const isAllowed = useMay()("read_inbox");
  useUnreadMark(useUnread());
  useEffect(() => {
    if (!isAllowed) return;
    const refresh = (): void => {
      void queries.invalidateQueries({ queryKey: ["inbox"] });
      void queries.invalidateQueries({ queryKey: ["cases"] });
    };
    return listenToInbox({
      opened: refresh,
      came: (notice) => {
        refresh();
        const text = `${t(`kind.${notice.kind as "note"}`)}: ${noticeText(notice)}`;
        announce(text);
        notify(text, notice.case ? `/cases/${notice.case}` : "/inbox");
      },
    });
  }, [queries, isAllowed, t]);
}
