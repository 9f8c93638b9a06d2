import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/Dialog.tsx";
import styles from "./Keys.module.css";
import { useMyPages } from "./useMyPages.ts";

/** What can be pressed. */
export function Keys({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation("shell");
  const rows: [string[], string][] = [
    [["Ctrl", "K"], t("keys.palette")],
    [["?"], t("keys.keys")],
    ...useMyPages().map(({ id, key }): [string[], string] => [["g", key], t(`page.${id}`)]),
  ];
  return (
    <Dialog title={t("keys.title")} footer={null} onCancel={onClose} width={420}>
      <dl className={styles.keys}>
        {rows.map(([keys, what]) => (
          <div key={what} className={styles.row}>
            <dt>{what}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
