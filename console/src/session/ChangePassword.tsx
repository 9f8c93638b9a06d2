import { App, Form, Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { FormDialog } from "../ui/FormDialog.tsx";

/** As the server asks. */
const CHARS_MIN = 10;

/** Another password for oneself; it ends one's sessions on other devices. */
export function ChangePassword({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation("session");
  const { message } = App.useApp();
  const change = async (body: Schemas["ChangePasswordRequest"]): Promise<void> => {
    await answered(api.PUT("/v1/session/password", { body }));
    void message.success(t("password.changed"));
  };
  return (
    <FormDialog title={t("password.change")} verb={t("password.verb")} onSubmit={change} onClose={onClose}>
      <Form.Item
        name="current"
        label={t("password.current")}
        rules={[{ required: true, message: t("login.passwordNeeded") }]}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="new"
        label={t("password.new")}
        extra={t("password.hint")}
        rules={[{ required: true, min: CHARS_MIN, message: t("password.hint") }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </FormDialog>
  );
}
