import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Ask.module.css";
import { Dialog } from "./Dialog.tsx";
import { Refusal } from "./Refusal.tsx";

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
  const yes = useMutation({ mutationFn: onYes, onSuccess: onClose });
  return (
    <Dialog
      title={title}
      okText={verb}
      cancelText={t("cancel")}
      okButtonProps={{ danger: isFinal, loading: yes.isPending }}
      onOk={() => yes.mutate()}
      onCancel={onClose}
      width={isWide ? 640 : 440}
      // A long name ends before the cross that closes it.
      styles={{ title: { paddingInlineEnd: 24 } }}
    >
      <div className={styles.consequence}>
        <Refusal error={yes.error} />
        {consequence}
      </div>
    </Dialog>
  );
}
