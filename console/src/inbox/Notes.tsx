import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { Quote } from "../cases/Quote.tsx";
import { Name } from "../ui/Name.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import styles from "./Notes.module.css";
import { noticeText, responseOf } from "./noticeText.ts";

/** What I was told, newest first; what I open counts as read. */
export function Notes(): ReactNode {
  const { t } = useTranslation("inbox");
  const queries = useQueryClient();
  const notes = useInfiniteQuery({
    queryKey: ["inbox", "notes"],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET("/v1/inbox", { params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } } }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
  const read = useMutation({
    mutationFn: (notice_id: string) =>
      answered(api.POST("/v1/inbox/{notice_id}/read", { params: { path: { notice_id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["inbox"] }),
  });
  if (notes.error && !notes.data) return <Failed error={notes.error} again={() => void notes.refetch()} />;
  if (!notes.data) return <Loading rows={10} />;
  const items = notes.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty title={t("emptyNotes.title")} text={t("emptyNotes.text")} />;
  return (
    <>
      <ul>
        {items.map((notice) => (
          <Note key={notice.id} notice={notice} onRead={() => !notice.read_at && read.mutate(notice.id)} />
        ))}
      </ul>
      {notes.hasNextPage && (
        <Button
          type="text"
          block
          size="large"
          loading={notes.isFetchingNextPage}
          onClick={() => void notes.fetchNextPage()}
        >
          {t("earlier")}
        </Button>
      )}
    </>
  );
}

function Note({ notice, onRead }: { notice: Schemas["Notice"]; onRead: () => void }): ReactNode {
  const { t } = useTranslation("inbox");
  const kind = t(`kind.${notice.kind as "note"}`);
  return (
    <li className={styles.note} data-unread={!notice.read_at}>
      <p className={styles.kind}>
        {!notice.read_at && <span className={styles.dot} role="img" aria-label={t("unread")} />}
        {notice.case ? (
          <Link to="/cases/$caseId" params={{ caseId: notice.case }} className={styles.link} onClick={onRead}>
            {kind}
          </Link>
        ) : responseOf(notice) ? (
          <Link
            to="/responses/$responseId"
            params={{ responseId: responseOf(notice) ?? "" }}
            className={styles.link}
            onClick={onRead}
          >
            {kind}
          </Link>
        ) : (
          <button type="button" className={styles.link} onClick={onRead}>
            {kind}
          </button>
        )}
        <span className={styles.when}>
          <RelativeTime at={notice.at} />
        </span>
      </p>
      <Quote text={noticeText(notice)} />
      {notice.unit && (
        <p className={styles.where}>
          <Name id={notice.unit} />
        </p>
      )}
    </li>
  );
}
