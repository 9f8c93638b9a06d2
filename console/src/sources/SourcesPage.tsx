import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable, rowLink } from "../ui/DataTable.tsx";
import { FormDialog } from "../ui/FormDialog.tsx";
import { Page } from "../ui/Page.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { newKeyQuery, type Source, sourcesQuery } from "./queries.ts";
import { SourceState } from "./SourceState.tsx";

/** Where events come from: a key for each. */
export function SourcesPage(): ReactNode {
  const { t } = useTranslation("sources");
  const sources = useQuery(sourcesQuery);
  const [isMaking, setMaking] = useState(false);
  const make = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
      {t("make")}
    </Button>
  );
  const columns: Column<Source>[] = [
    {
      key: "name",
      title: t("name"),
      render: (source) => (
        <Link to="/sources/$sourceId" params={{ sourceId: source.id }} className={rowLink}>
          {source.name}
        </Link>
      ),
    },
    { key: "key", title: t("key"), render: ({ key_hint }) => <code>…{key_hint}</code> },
    { key: "state", title: t("state.title"), render: (source) => <SourceState source={source} /> },
    { key: "made", title: t("made"), render: ({ created_at }) => <RelativeTime at={created_at} /> },
  ];
  return (
    <Page title={t("title")} lead={t("lead")} actions={make}>
      <Card isFlush>
        <DataTable
          label={t("title")}
          columns={columns}
          rowKey={({ id }) => id}
          page={sources}
          card={(source) => (
            <>
              <Link to="/sources/$sourceId" params={{ sourceId: source.id }} className={rowLink}>
                {source.name}
              </Link>
              <div>
                <code>…{source.key_hint}</code> <SourceState source={source} />
              </div>
            </>
          )}
          empty={{ title: t("empty.title"), text: t("empty.text"), action: make }}
          cursor={undefined}
          onCursor={() => {}}
        />
      </Card>
      {isMaking && <NewSource onClose={() => setMaking(false)} />}
    </Page>
  );
}

function NewSource({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation(["sources", "ui"]);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const make = async (body: Schemas["CreateSourceRequest"]): Promise<void> => {
    const { id, key } = await answered(api.POST("/v1/sources", { body }));
    queries.setQueryData(newKeyQuery(id).queryKey, key);
    await queries.invalidateQueries({ queryKey: sourcesQuery.queryKey, exact: true });
    await navigate({ to: "/sources/$sourceId", params: { sourceId: id }, search: { tab: "snippets" } });
  };
  return (
    <FormDialog title={t("make")} verb={t("makeVerb")} onSubmit={make} onClose={onClose}>
      <Form.Item
        name="name"
        label={t("name")}
        extra={t("nameHint")}
        rules={[{ required: true, whitespace: true, message: t("ui:needed") }]}
      >
        <Input autoFocus maxLength={120} />
      </Form.Item>
    </FormDialog>
  );
}
