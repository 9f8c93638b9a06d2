import { useQueryClient } from "@tanstack/react-query";
import { App, Checkbox, Form, Input, Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { FormDialog } from "../ui/FormDialog.tsx";
import { UnitsSelect } from "../ui/UnitsSelect.tsx";
import { HandedLink } from "./HandedLink.tsx";
import { INVITATIONS, type Member, ROLES } from "./queries.ts";

const LANGUAGES = ["zh-CN", "en"] as const;

interface Values {
  name: string;
  email: string;
  role: Member["role"];
  units: string[];
  language: (typeof LANGUAGES)[number];
  by_hand: boolean;
}

/** Invites somebody, by letter or by a link that one hands over. */
export function Invite({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation(["access", "members", "session", "ui"]);
  const { language } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [handed, setHanded] = useState<{ email: string; link: string } | null>(null);
  const needed = [{ required: true, message: t("ui:needed") }];
  const invite = async (values: Values): Promise<void> => {
    const { email, link } = await answered(api.POST("/v1/invitations", { body: values }));
    void queries.invalidateQueries({ queryKey: INVITATIONS });
    if (link) return setHanded({ email, link });
    void message.success(t("invitations.sent", { email }));
    onClose();
  };
  if (handed) return <HandedLink {...handed} onClose={onClose} />;
  return (
    <FormDialog<Values>
      title={t("invitations.inviteTitle")}
      verb={t("invitations.verb")}
      initial={{ role: "front_line", language, by_hand: false }}
      onSubmit={invite}
      onClose={() => undefined}
      onCancel={onClose}
    >
      <Form.Item name="name" label={t("members:name")} rules={needed}>
        <Input autoFocus maxLength={100} />
      </Form.Item>
      <Form.Item name="email" label={t("members:email")} rules={needed}>
        <Input type="email" inputMode="email" autoComplete="off" maxLength={256} />
      </Form.Item>
      <Form.Item name="role" label={t("members:role")}>
        <Select options={ROLES.map((role) => ({ value: role, label: t(`session:role.${role}`) }))} />
      </Form.Item>
      <Form.Item name="units" label={t("members:units")} extra={t("members:unitsHint")} rules={needed}>
        <UnitsSelect />
      </Form.Item>
      <Form.Item name="language" label={t("invitations.language")}>
        <Select
          options={LANGUAGES.map((tag) => ({ value: tag, label: t(`invitations.languages.${tag}`) }))}
        />
      </Form.Item>
      <Form.Item name="by_hand" valuePropName="checked" extra={t("invitations.byHandHint")}>
        <Checkbox>{t("invitations.byHand")}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}
