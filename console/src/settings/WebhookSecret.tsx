import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { Ask } from "../ui/Ask.tsx";
import { Card } from "../ui/Card.tsx";
import { Code } from "../ui/Code.tsx";
import styles from "./settings.module.css";

/** What requests to the brand's own systems are signed with. */
export function WebhookSecret(): ReactNode {
  const { t } = useTranslation("settings");
  const [isAsking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Card title={t("secret.title")}>
      <div className={styles.stack}>
        <p>{secret ? t("secret.once") : t("secret.text")}</p>
        {secret && <Code text={secret} label={t("secret.title")} />}
        <Button className={styles.start ?? ""} onClick={() => setAsking(true)}>
          {t("secret.verb")}
        </Button>
      </div>
      {isAsking && (
        <Ask
          title={t("secret.question")}
          consequence={t("secret.consequence")}
          verb={t("secret.verb")}
          isFinal
          onYes={async () => setSecret((await answered(api.POST("/v1/channels/webhook/secret"))).secret)}
          onClose={() => setAsking(false)}
        />
      )}
    </Card>
  );
}
