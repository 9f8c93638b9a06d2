import { useMutation } from "@tanstack/react-query";
import { Modal } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { overlays } from "../theme/ThemeProvider.tsx";
import styles from "./Ask.module.css";
import { Refusal } from "./Refusal.tsx";
import { useReturnFocus } from "./useReturnFocus.ts";

interface AskProps {
  /** The question. */
  title: string;
  /** What follows from a yes, in a sentence or two. */
  consequence: ReactNode;
  /** The verb on the button. */
  verb: string;
  /** It cannot be undone. */
  isFinal?: boolean;
  /** What follows takes more than a sentence or two. */
  isWide?: boolean;
  onYes: () => Promise<unknown>;
  onClose: () => void;
}

/** The one question before what cannot simply be taken back. */
export function Ask({
  title,
  consequence,
  verb,
  isFinal = false,
  isWide = false,
  onYes,
  onClose,
}: AskProps): ReactNode {
  const { t } = useTranslation("ui");
  useReturnFocus();
  const yes = useMutation({ mutationFn: onYes, onSuccess: onClose });
  return (
    <Modal
      open
      title={title}
      okText={verb}
      cancelText={t("cancel")}
      okButtonProps={{ danger: isFinal, loading: yes.isPending }}
      onOk={() => yes.mutate()}
      onCancel={onClose}
      getContainer={overlays}
      width={isWide ? 640 : 440}
      // A long name ends before the cross that closes it.
      styles={{ title: { paddingInlineEnd: 24 } }}
    >
      <div className={styles.consequence}>
        <Refusal error={yes.error} />
        {consequence}
      </div>
    </Modal>
  );
}
