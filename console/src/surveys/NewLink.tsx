import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Checkbox, Form, Input, Radio, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { Disclosure } from "../ui/Disclosure.tsx";
import { FormDialog } from "../ui/FormDialog.tsx";
import { MomentField } from "../ui/MomentField.tsx";
import { UnitSelect } from "../ui/UnitSelect.tsx";
import { CustomerChoice } from "./CustomerChoice.tsx";
import styles from "./Links.module.css";
import { type Given, paramsOf, TEXTS } from "./link.ts";
import { LINK_KINDS, type LinkKind } from "./queries.ts";
import { useLanguageName } from "./studio/useLanguageName.ts";
import { versionQuery } from "./versions/queries.ts";

type Values = Given & { kind: LinkKind; expires?: string };

interface NewLinkProps {
  survey: string;
  /** The version that answers are taken for: what a link may bring along for it. */
  version: number;
  /** A link of this kind was made. */
  onMade: (kind: LinkKind) => void;
  onClose: () => void;
}

/** What the server takes. */
const HIDDEN_CHARS_MAX = 500;

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A link to a survey, with what its answers shall be about. */
export function NewLink({ survey, version, onMade, onClose }: NewLinkProps): ReactNode {
  const { t } = useTranslation(["surveys", "ui"]);
  const queries = useQueryClient();
  const make = async ({ kind, expires, ...given }: Values): Promise<void> => {
    const path = { survey_id: survey };
    const body = { kind, params: paramsOf(given), expires_at: expires ?? null };
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
        {TEXTS.map((param) => (
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
      <More survey={survey} version={version} />
    </FormDialog>
  );
}

/** What is needed less often: the language it starts in, and values for the survey's hidden fields. */
function More({ survey, version }: { survey: string; version: number }): ReactNode {
  const { t } = useTranslation("surveys");
  const { data } = useQuery(versionQuery(survey, version));
  const nameOf = useLanguageName();
  const { languages = [], hidden = [] } = data ?? {};
  if (languages.length < 2 && hidden.length === 0) return null;
  return (
    <Disclosure title={t("links.more")} startsOpen={false}>
      <div className={styles.pair}>
        {languages.length > 1 && (
          <Form.Item name="language" label={t("links.language")}>
            <Select<string>
              allowClear
              placeholder={t("links.anyLanguage")}
              options={languages.map((tag) => ({ value: tag, label: nameOf(tag) }))}
            />
          </Form.Item>
        )}
        {hidden.map(({ id, default: usual }) => (
          <Form.Item key={id} name={["hidden", id]} label={t("links.hidden", { name: id })}>
            <Input maxLength={HIDDEN_CHARS_MAX} placeholder={usual} />
          </Form.Item>
        ))}
      </div>
    </Disclosure>
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
