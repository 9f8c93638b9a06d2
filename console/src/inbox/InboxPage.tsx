import { SwapOutlined } from "@ant-design/icons";
import { Link, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { CaseCard } from "../cases/CaseCard.tsx";
import { type Mine, useMyCases } from "../cases/useMyCases.ts";
import { Card } from "../ui/Card.tsx";
import { Page } from "../ui/Page.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { TabLinks } from "../ui/TabLinks.tsx";
import styles from "./InboxPage.module.css";
import { Notes } from "./Notes.tsx";
import { NotifyHint } from "./NotifyHint.tsx";
import { useUnread } from "./useUnread.ts";

/** Cases that are shown before somebody asks for more. */
const SHOWN = 20;

/** What needs me: my bad news, the one that is due first at the top; and what I was told. */
export function InboxPage(): ReactNode {
  const { t } = useTranslation("inbox");
  const { tab, sort } = useSearch({ from: "/inside/inbox" });
  const cases = useMyCases(sort);
  const unread = useUnread();
  return (
    <Page
      title={t("title")}
      isNarrow
      actions={tab !== "notes" && <Order sort={sort} />}
      lead={cases.data && <Lead count={cases.data.cases.length} isAll={cases.data.isAll} />}
    >
      <NotifyHint />
      <TabLinks
        label={t("title")}
        tabs={[
          { tab: "cases", name: t("cases") },
          { tab: "notes", name: unread > 0 ? `${t("notes")} ${unread}` : t("notes") },
        ]}
      />
      <Card isFlush>{tab === "notes" ? <Notes /> : <Cases cases={cases} />}</Card>
    </Page>
  );
}

function Lead({ count, isAll }: { count: number; isAll: boolean }): ReactNode {
  const { t } = useTranslation("inbox");
  if (count === 0) return t("nobodyNeedsYou");
  return isAll ? t("needYou", { count }) : t("manyNeedYou", { count });
}

function Cases({ cases }: { cases: Mine }): ReactNode {
  const { t } = useTranslation("inbox");
  const [shown, setShown] = useState(SHOWN);
  const [since] = useState(() => new Date().toISOString());
  if (cases.error && !cases.data) return <Failed error={cases.error} again={() => void cases.refetch()} />;
  if (!cases.data) return <Loading rows={10} />;
  const all = cases.data.cases;
  if (all.length === 0) return <Empty title={t("empty.title")} text={t("empty.text")} />;
  return (
    <>
      {all.slice(0, shown).map((one) => (
        <CaseCard key={one.id} of={one} isNew={one.opened_at > since} />
      ))}
      {all.length > shown && (
        <button type="button" className={styles.more} onClick={() => setShown(shown + SHOWN)}>
          {t("more", { count: all.length - shown })}
        </button>
      )}
    </>
  );
}

/** The same inbox in the other order. */
function Order({ sort }: { sort: "due" | undefined }): ReactNode {
  const { t } = useTranslation("inbox");
  return (
    <Link to="/inbox" search={sort ? {} : { sort: "due" }} replace className={styles.order}>
      <SwapOutlined rotate={90} aria-hidden /> {sort ? t("dueFirst") : t("newestFirst")}
    </Link>
  );
}
