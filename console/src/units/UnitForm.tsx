import { Form, Input, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { FormDialog } from "../ui/FormDialog.tsx";
import type { Unit } from "./tree.ts";

const KINDS = ["region", "store", "counter", "chat_group"] as const;

interface Values {
  name: string;
  code: string;
  kind: Unit["kind"];
}

/** Changes a unit, or adds one below it. */
export function UnitForm({
  unit,
  isNew,
  onClose,
}: {
  unit: Unit;
  isNew: boolean;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(["units", "ui"]);
  const needed = [{ required: true, whitespace: true, message: t("ui:needed") }];
  const save = (values: Values): Promise<Unit> =>
    isNew
      ? answered(api.POST("/v1/units", { body: { ...values, parent: unit.id } }))
      : answered(api.PATCH("/v1/units/{unit_id}", { params: { path: { unit_id: unit.id } }, body: values }));
  return (
    <FormDialog<Values>
      title={isNew ? t("addBelow", { name: unit.name }) : t("change")}
      verb={isNew ? t("add") : t("save")}
      initial={isNew ? { kind: "store" } : { name: unit.name, code: unit.code, kind: unit.kind }}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="name" label={t("name")} rules={needed}>
        <Input autoFocus maxLength={120} />
      </Form.Item>
      <Form.Item name="code" label={t("code")} extra={t("codeHint")} rules={needed}>
        <Input maxLength={64} />
      </Form.Item>
      {(isNew || unit.kind !== "head_office") && (
        <Form.Item name="kind" label={t("kindTitle")}>
          <Select options={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} />
        </Form.Item>
      )}
    </FormDialog>
  );
}
