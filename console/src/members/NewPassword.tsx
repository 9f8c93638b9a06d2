import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Code } from "../ui/Code.tsx";
import { Dialog } from "../ui/Dialog.tsx";

/** A password that was made up, shown this once. */
export function NewPassword({
  email,
  text,
  onClose,
}: {
  email: string;
  text: string;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation("members");
  return (
    <Dialog title={t("password.title")} footer={null} onCancel={onClose} width={480}>
      <p>{t("password.text", { email })}</p>
      <Code text={text} label={t("password.title")} />
    </Dialog>
  );
}
