import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Code } from "../ui/Code.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import styles from "./SecondFactor.module.css";

/** Codes for when the phone is gone, shown this once. */
export function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }): ReactNode {
  const { t } = useTranslation("access");
  return (
    <Dialog
      title={t("factor.codesTitle")}
      // Not by a click beside it: they cannot be seen again.
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t("factor.codesKept")}
        </Button>
      }
      onCancel={onClose}
      width={480}
    >
      <div className={styles.codes}>
        <p>{t("factor.codesText")}</p>
        <Code text={codes.join("\n")} label={t("factor.codesTitle")} />
      </div>
    </Dialog>
  );
}
