import { useQueryClient } from "@tanstack/react-query";
import { Checkbox, Form, Input, Radio } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { FormDialog } from "../ui/FormDialog.tsx";
import { MomentField } from "../ui/MomentField.tsx";
import { UnitSelect } from "../ui/UnitSelect.tsx";
import { CustomerChoice } from "./CustomerChoice.tsx";
import styles from "./Links.module.css";
import { LINK_KINDS, type LinkKind } from "./queries.ts";

const PARAMS = ["channel", "group", "staff", "order", "product"] as const;

type Values = Pick<Schemas["LinkParams"], (typeof PARAMS)[number]> & {
  kind: LinkKind;
  unit?: string;
  customer?: string;
  expires?: string;
  test?: boolean;
};

interface NewLinkProps {
  survey: string;
  /** A link of this kind was made. */
  onMade: (kind: LinkKind) => void;
  onClose: () => void;
}

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A link to a survey, with what its answers shall be about. */
export function NewLink({ survey, onMade, onClose }: NewLinkProps): ReactNode {
  const { t } = useTranslation(["surveys", "ui"]);
  const queries = useQueryClient();
  const make = async ({ kind, expires, ...given }: Values): Promise<void> => {
    // What is left out has a default at the server, which the generated type does not know.
    const params = Object.fromEntries(
      Object.entries(given).filter(([, value]) => value),
    ) as unknown as Schemas["LinkParams"];
    const path = { survey_id: survey };
    const body = { kind, params, expires_at: expires ?? null };
    await answered(api.POST("/v1/surveys/{survey_id}/links", { params: { path }, body }));
    await queries.invalidateQueries({ queryKey: ["surveys", "links", survey] });
    onMade(kind);
  };
  return (
    <FormDialog<Values>
      title={t("links.make")}
      verb={t("links.makeVerb")}
      initial={{ kind: "open" }}
      onSubmit={make}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t("links.kind")}>
        <Radio.Group
          vertical
          options={LINK_KINDS.map((kind) => ({
            value: kind,
            label: `${t(`links.kinds.${kind}.name`)}: ${t(`links.kinds.${kind}.text`)}`,
          }))}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={["kind"]}>
        {({ getFieldValue }) =>
          getFieldValue("kind") === "personal" && (
            <Form.Item
              name="customer"
              label={t("links.customer")}
              rules={[{ required: true, message: t("ui:needed") }]}
            >
              <CustomerChoice />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item name="unit" label={t("links.unit")}>
        <UnitChoice />
      </Form.Item>
      <div className={styles.pair}>
        {PARAMS.map((param) => (
          <Form.Item key={param} name={param} label={t(`links.param.${param}`)}>
            <Input maxLength={200} />
          </Form.Item>
        ))}
      </div>
      <Form.Item name="expires" label={t("links.expires")} extra={t("links.expiresHint", { zone: ZONE })}>
        <MomentField timeLabel={t("links.expiresTime")} />
      </Form.Item>
      <Form.Item name="test" valuePropName="checked" extra={t("links.testHint")}>
        <Checkbox>{t("links.test")}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}

interface UnitChoiceProps {
  value?: string;
  onChange?: (unit?: string) => void;
  id?: string;
}

/** What the form hands over as a choice that may be of nothing. */
function UnitChoice({ value, onChange, id }: UnitChoiceProps): ReactNode {
  const { t } = useTranslation("surveys");
  return (
    <UnitSelect
      {...(id ? { id } : {})}
      value={value}
      label={t("links.unit")}
      placeholder={t("links.noUnit")}
      onChange={(unit) => onChange?.(unit)}
    />
  );
}
