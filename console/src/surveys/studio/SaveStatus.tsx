import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./SaveStatus.module.css";
import type { SaveState } from "./useSaving.ts";

/** Whether what is on screen is on the server. */
export function SaveStatus({
  state,
  faults,
  onAgain,
}: {
  state: SaveState;
  faults: number;
  onAgain: () => void;
}): ReactNode {
  const { t } = useTranslation("studio");
  const text = state.is === "wrong" ? t("save.wrong", { count: faults }) : t(`save.${state.is}`);
  return (
    <span className={styles.status} data-state={state.is}>
      <span role="status">{text}</span>
      {state.is === "failed" && (
        <Button size="small" type="link" onClick={onAgain}>
          {t("save.again")}
        </Button>
      )}
    </span>
  );
}
