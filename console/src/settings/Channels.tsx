import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Checkbox, Form, Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { Failed, Loading } from "../ui/states.tsx";
import { channelsQuery } from "./queries.ts";
import { SaveForm } from "./SaveForm.tsx";
import styles from "./settings.module.css";
import { TestChannel } from "./TestChannel.tsx";
import { WebhookSecret } from "./WebhookSecret.tsx";

const TLS = ["starttls", "implicit", "none"] as const;

interface Values {
  email: Schemas["EmailServer"];
  webhook: { allow_private: boolean; messages_url: string | null };
}

/** How messages leave: the mail server, and signed requests to the brand's own systems. */
export function Channels(): ReactNode {
  const { t } = useTranslation("settings");
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(channelsQuery);
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const save = async ({ email, webhook }: Values): Promise<void> => {
    // A field that was emptied is one that is not set; a password that is not typed stays.
    const server = Object.fromEntries(
      Object.entries(email).filter(([, value]) => value !== "" && value !== null),
    ) as Schemas["EmailServer"];
    const body = {
      email: email.host ? server : null,
      webhook: { ...webhook, messages_url: webhook.messages_url || null },
    };
    queries.setQueryData(channelsQuery.queryKey, await answered(api.PUT("/v1/channels", { body })));
  };
  const initial = {
    email: data.email ?? { port: 587, tls: "starttls" },
    webhook: data.webhook,
  } as Partial<Values>;
  return (
    <>
      <SaveForm title={t("tab.channels")} initial={initial} onSave={save}>
        <h3 className={styles.part}>{t("mail")}</h3>
        <div className={styles.pair}>
          <Form.Item name={["email", "host"]} label={t("host")} extra={t("hostHint")}>
            <Input placeholder="smtp.example.com" />
          </Form.Item>
          <Form.Item name={["email", "port"]} label={t("port")}>
            <InputNumber min={1} max={65535} />
          </Form.Item>
          <Form.Item name={["email", "tls"]} label={t("tls")}>
            <Select options={TLS.map((tls) => ({ value: tls, label: t(`tlsKind.${tls}`) }))} />
          </Form.Item>
          <Form.Item name={["email", "from"]} label={t("from")}>
            <Input placeholder="care@example.com" />
          </Form.Item>
          <Form.Item name={["email", "user"]} label={t("user")}>
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item name={["email", "password"]} label={t("password")} extra={t("passwordHint")}>
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        </div>
        <h3 className={styles.part}>{t("webhook")}</h3>
        <Form.Item name={["webhook", "messages_url"]} label={t("messagesUrl")} extra={t("messagesHint")}>
          <Input type="url" placeholder="https://" />
        </Form.Item>
        <Form.Item name={["webhook", "allow_private"]} valuePropName="checked" extra={t("privateHint")}>
          <Checkbox>{t("private")}</Checkbox>
        </Form.Item>
      </SaveForm>
      <TestChannel />
      <WebhookSecret />
    </>
  );
}
