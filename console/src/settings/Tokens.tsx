import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { Ask } from "../ui/Ask.tsx";
import { Card } from "../ui/Card.tsx";
import { Code } from "../ui/Code.tsx";
import { type Column, DataTable } from "../ui/DataTable.tsx";
import { FormDialog } from "../ui/FormDialog.tsx";
import { Name } from "../ui/Name.tsx";
import { Pill } from "../ui/Pill.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { TOKENS, type Token, tokensQuery } from "./queries.ts";
import styles from "./settings.module.css";

/** Programs that act for a member. */
export function Tokens(): ReactNode {
  const { t } = useTranslation(["settings", "ui"]);
  const queries = useQueryClient();
  const { cursor } = useSearch({ from: "/inside/settings" });
  const navigate = useNavigate({ from: "/settings" });
  const page = useQuery(tokensQuery(cursor));
  const [isMaking, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const again = (): Promise<void> => queries.invalidateQueries({ queryKey: TOKENS });
  const make = async ({ name }: { name: string }): Promise<void> => {
    const made = await answered(api.POST("/v1/tokens", { body: { name } }));
    setSecret(made.secret);
    await again();
  };
  const revoke = async (token_id: string): Promise<void> => {
    await answered(api.DELETE("/v1/tokens/{token_id}", { params: { path: { token_id } } }));
    await again();
  };
  const state = (token: Token): ReactNode =>
    token.revoked_at ? (
      <Pill mode="off">{t("token.revoked")}</Pill>
    ) : (
      <Button size="small" onClick={() => setRevoking(token)}>
        {t("token.revoke")}
      </Button>
    );
  const used = ({ used_at }: Token): ReactNode =>
    used_at ? <RelativeTime at={used_at} /> : t("token.never");
  const columns: Column<Token>[] = [
    { key: "name", title: t("token.name"), render: ({ name }) => <strong>{name}</strong> },
    { key: "member", title: t("token.member"), render: ({ member }) => <Name id={member} /> },
    { key: "used", title: t("token.used"), render: used },
    { key: "may", title: t("token.may"), align: "end", render: ({ permissions }) => permissions.length },
    { key: "state", title: t("token.state"), render: state },
  ];
  return (
    <>
      {secret && (
        <Card title={t("token.secret")}>
          <div className={styles.stack}>
            <p>{t("token.once")}</p>
            <Code text={secret} label={t("token.secret")} />
          </div>
        </Card>
      )}
      <Card
        title={t("tab.tokens")}
        isFlush
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t("token.make")}
          </Button>
        }
      >
        <DataTable
          label={t("token.list")}
          columns={columns}
          rowKey={({ id }) => id}
          page={page}
          card={(token) => (
            <>
              <strong>{token.name}</strong> · {used(token)} {state(token)}
            </>
          )}
          empty={{ title: t("token.empty.title"), text: t("token.empty.text") }}
          cursor={cursor}
          onCursor={(next) => void navigate({ search: { tab: "tokens", cursor: next } })}
        />
      </Card>
      {isMaking && (
        <FormDialog
          title={t("token.make")}
          verb={t("token.makeVerb")}
          onSubmit={make}
          onClose={() => setMaking(false)}
        >
          <Form.Item
            name="name"
            label={t("token.name")}
            extra={t("token.hint")}
            rules={[{ required: true, whitespace: true, message: t("ui:needed") }]}
          >
            <Input autoFocus maxLength={120} />
          </Form.Item>
        </FormDialog>
      )}
      {revoking && (
        <Ask
          title={t("token.question", { name: revoking.name })}
          consequence={t("token.consequence")}
          verb={t("token.revoke")}
          isFinal
          onYes={() => revoke(revoking.id)}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}
