import { BellOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./InboxPage.module.css";
import { notifying } from "./notify.ts";

const DISMISSED = "touchstone.notify.dismissed";

/** Offers notes of this device once, where they are missed; browsers ask only after a press. */
export function NotifyHint(): ReactNode {
  const { t } = useTranslation("inbox");
  const [isShown, setShown] = useState(() => notifying() === "default" && !localStorage.getItem(DISMISSED));
  if (!isShown) return null;
  const close = (): void => {
    localStorage.setItem(DISMISSED, "1");
    setShown(false);
  };
  return (
    <div className={styles.hint}>
      <BellOutlined aria-hidden />
      <p>{t("notifyHint")}</p>
      <Button type="primary" onClick={() => void Notification.requestPermission().then(close)}>
        {t("notifyOn")}
      </Button>
      <Button onClick={close}>{t("notifyLater")}</Button>
    </div>
  );
}
