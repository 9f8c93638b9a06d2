import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { notifying } from "./notify.ts";

/** Lets the member allow notes of the system; browsers ask only after a press. */
export function Notifying(): ReactNode {
  const { t } = useTranslation("session");
  const [state, setState] = useState(notifying);
  if (state === "impossible") return null;
  const allow = async (): Promise<void> => setState(await Notification.requestPermission());
  return (
    <Card title={t("me.notify")}>
      <p>
        {t(state === "granted" ? "me.notifying" : state === "denied" ? "me.notifyDenied" : "me.notifyText")}
      </p>
      {state === "default" && (
        <Button style={{ marginBlockStart: 8 }} onClick={() => void allow()}>
          {t("me.notifyOn")}
        </Button>
      )}
    </Card>
  );
}
