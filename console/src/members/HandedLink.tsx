import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Code } from "../ui/Code.tsx";
import { Dialog } from "../ui/Dialog.tsx";

/** The link of an invitation, shown this once. */
export function HandedLink({
  email,
  link,
  onClose,
}: {
  email: string;
  link: string;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation("access");
  return (
    <Dialog
      title={t("invitations.linkTitle")}
      footer={null}
      mask={{ closable: false }}
      onCancel={onClose}
      width={560}
    >
      <p>{t("invitations.linkText", { email })}</p>
      <Code text={link} label={t("invitations.linkTitle")} />
    </Dialog>
  );
}
