import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { Ask } from "../ui/Ask.tsx";
import { Page } from "../ui/Page.tsx";
import { Failed, Loading, NotFound } from "../ui/states.tsx";
import { TabLinks } from "../ui/TabLinks.tsx";
import { Arrivals } from "./Arrivals.tsx";
import { NewKey } from "./NewKey.tsx";
import { newKeyQuery, type Source, sourcesQuery } from "./queries.ts";
import { Rejected } from "./Rejected.tsx";
import { Snippets } from "./Snippets.tsx";
import { SourceState } from "./SourceState.tsx";

/** One source: what comes in, what could not be used, how to send. */
export function SourcePage(): ReactNode {
  const { sourceId } = useParams({ from: "/inside/sources/$sourceId" });
  const sources = useQuery(sourcesQuery);
  if (sources.error) return <Failed error={sources.error} again={() => void sources.refetch()} />;
  if (!sources.data) return <Loading />;
  const source = sources.data.items.find(({ id }) => id === sourceId);
  return source ? <Shown source={source} /> : <NotFound />;
}

function Shown({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation("sources");
  const { tab = "live" } = useSearch({ from: "/inside/sources/$sourceId" });
  const { data: key } = useQuery(newKeyQuery(source.id));
  return (
    <Page
      title={source.name}
      lead={
        <>
          <SourceState source={source} /> · <code>…{source.key_hint}</code>
        </>
      }
      actions={source.revoked_at ? null : <Revoke source={source} />}
    >
      {key && <NewKey source={source.id} secret={key} />}
      <TabLinks
        label={source.name}
        tabs={[
          { tab: "live", name: t("tab.live") },
          { tab: "rejected", name: t("tab.rejected") },
          { tab: "snippets", name: t("tab.snippets") },
        ]}
      />
      {tab === "live" && <Arrivals source={source.id} />}
      {tab === "rejected" && <Rejected source={source.id} />}
      {tab === "snippets" && <Snippets secret={key ?? undefined} />}
    </Page>
  );
}

function Revoke({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation("sources");
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const revoke = async (): Promise<void> => {
    await answered(api.DELETE("/v1/sources/{source_id}", { params: { path: { source_id: source.id } } }));
    await queries.invalidateQueries({ queryKey: sourcesQuery.queryKey, exact: true });
  };
  return (
    <>
      <Button danger onClick={() => setAsking(true)}>
        {t("revoke.verb")}
      </Button>
      {isAsking && (
        <Ask
          title={t("revoke.title", { name: source.name })}
          consequence={t("revoke.consequence")}
          verb={t("revoke.verb")}
          isFinal
          onYes={revoke}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
