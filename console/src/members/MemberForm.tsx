import { Form, Input, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { FormDialog } from "../ui/FormDialog.tsx";
import { UnitsSelect } from "../ui/UnitsSelect.tsx";
import { changeMember, type Member, ROLES } from "./queries.ts";

interface Values {
  email: string;
  name: string;
  role: Member["role"];
  units: string[];
}

interface MemberFormProps {
  /** Whom to change; somebody new without. */
  member: Member | undefined;
  onDone: (email: string, password: string | null) => void;
  onClose: () => void;
}

/** Adds a member, or changes their name, role and unit. */
export function MemberForm({ member, onDone, onClose }: MemberFormProps): ReactNode {
  const { t } = useTranslation(["members", "session", "ui"]);
  const needed = [{ required: true, message: t("ui:needed") }];
  const save = async ({ email, name, role, units }: Values): Promise<void> => {
    if (member) {
      const isMoved = units.toSorted().join() !== member.units.toSorted().join();
      await changeMember(member.id, { name, role, ...(isMoved ? { units } : {}) });
      return onDone(member.email, null);
    }
    const made = await answered(api.POST("/v1/members", { body: { email, name, role, units } }));
    onDone(made.email, made.password);
  };
  return (
    <FormDialog<Values>
      title={member ? t("change") : t("make")}
      verb={member ? t("save") : t("makeVerb")}
      initial={
        member ? { name: member.name, role: member.role, units: member.units } : { role: "front_line" }
      }
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="name" label={t("name")} rules={needed}>
        <Input autoFocus maxLength={120} />
      </Form.Item>
      {!member && (
        <Form.Item name="email" label={t("email")} rules={needed}>
          <Input type="email" inputMode="email" autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="role" label={t("role")}>
        <Select options={ROLES.map((role) => ({ value: role, label: t(`session:role.${role}`) }))} />
      </Form.Item>
      <Form.Item name="units" label={t("units")} extra={t("unitsHint")} rules={needed}>
        <UnitsSelect />
      </Form.Item>
    </FormDialog>
  );
}
