import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useAccount } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import styles from "./settings.module.css";

/** Tries the channels as they are saved, and shows what the other side says. */
export function TestChannel(): ReactNode {
  const { t } = useTranslation("access");
  const { email } = useAccount();
  return (
    <Card title={t("trial.title")}>
      <div className={styles.stack}>
        <p>{t("trial.text")}</p>
        <div className={styles.pair}>
          <Trial
            channel="email"
            label={t("trial.email")}
            verb={t("trial.emailVerb")}
            initial={email}
            body={(to) => ({ to: to || null })}
          />
          <Trial
            channel="webhook"
            label={t("trial.webhook")}
            hint={t("trial.webhookHint")}
            verb={t("trial.webhookVerb")}
            initial=""
            body={(url) => ({ url: url || null })}
          />
        </div>
      </div>
    </Card>
  );
}

interface TrialProps {
  channel: "email" | "webhook";
  label: string;
  hint?: string;
  verb: string;
  initial: string;
  body: (target: string) => Schemas["TestChannelRequest"];
}

function Trial({ channel, label, hint, verb, initial, body }: TrialProps): ReactNode {
  const { t } = useTranslation("access");
  const trial = useMutation({
    mutationFn: (target: string) =>
      answered(
        api.POST("/v1/channels/{channel}/test", { params: { path: { channel } }, body: body(target) }),
      ),
  });
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      initialValues={{ target: initial }}
      onFinish={({ target }: { target: string }) => trial.mutate(target.trim())}
      className={styles.form ?? ""}
    >
      <Form.Item name="target" label={label} extra={hint} htmlFor={`trial-${channel}`}>
        <Input
          id={`trial-${channel}`}
          type={channel === "email" ? "email" : "url"}
          autoComplete="off"
          maxLength={channel === "email" ? 256 : 512}
        />
      </Form.Item>
      <div className={styles.stack}>
        <Button className={styles.start ?? ""} htmlType="submit" loading={trial.isPending}>
          {verb}
        </Button>
        <Refusal error={trial.error} />
        {trial.data && (
          <Alert
            type={trial.data.ok ? "success" : "error"}
            showIcon
            title={t(trial.data.ok ? "trial.ok" : "trial.failed")}
            description={trial.data.answer}
          />
        )}
      </div>
    </Form>
  );
}
