import { Modal } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { overlays } from "../theme/ThemeProvider.tsx";
import { Code } from "../ui/Code.tsx";

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
    <Modal
      open
      title={t("invitations.linkTitle")}
      footer={null}
      mask={{ closable: false }}
      onCancel={onClose}
      getContainer={overlays}
      width={560}
    >
      <p>{t("invitations.linkText", { email })}</p>
      <Code text={link} label={t("invitations.linkTitle")} />
    </Modal>
  );
}
