import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Form, Input, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import type { Language } from "../i18n/index.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { FormDialog } from "../ui/FormDialog.tsx";
import styles from "./NewSurvey.module.css";
import { sayText } from "./results/say.ts";
import { blankSurvey } from "./studio/blank.ts";
import { MOST } from "./studio/format.ts";
import { fromTemplate, surveyTemplatesQuery } from "./templates.ts";

interface Wish {
  name: string;
  language: Language;
  /** The one to start from; a blank survey when there is none. */
  template?: string;
}

/** Makes a draft, from a template or with one question, and goes on to the studio. */
export function NewSurvey({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation("surveys");
  const { language } = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const templates = useQuery(surveyTemplatesQuery);
  const make = async (wish: Wish): Promise<void> => {
    const name = wish.name.trim();
    const template = templates.data?.items.find(({ id }) => id === wish.template);
    const body = template
      ? fromTemplate(template, name, wish.language)
      : (blankSurvey(name, wish.language) as unknown as Schemas["SurveyDocument"]);
    const made = await answered(api.POST("/v1/surveys", { body }));
    await queries.invalidateQueries({ queryKey: ["surveys", "list"] });
    await navigate({ to: "/surveys/$surveyId/edit", params: { surveyId: made.id } });
  };
  return (
    <FormDialog<Wish>
      title={t("new.make")}
      verb={t("new.verb")}
      initial={{ language }}
      onSubmit={make}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t("name")}
        extra={t("new.nameHint")}
        rules={[{ required: true, whitespace: true, message: t("new.nameNeeded") }]}
      >
        <Input maxLength={MOST.name} autoFocus />
      </Form.Item>
      <Form.Item name="template" label={t("template", { ns: "versions" })}>
        <Select<string, { value: string; label: string; purpose: string }>
          allowClear
          placeholder={t("blank", { ns: "versions" })}
          loading={templates.isLoading}
          options={(templates.data?.items ?? []).map(({ id, name, purpose }) => ({
            value: id,
            label: sayText(name, language),
            purpose: sayText(purpose, language),
          }))}
          optionRender={({ label, data }) => (
            <span className={styles.template}>
              {label}
              <small>{data.purpose}</small>
            </span>
          )}
        />
      </Form.Item>
      <Form.Item name="language" label={t("new.language")} extra={t("new.languageHint")}>
        <Select
          options={[
            { value: "zh-CN", label: "中文" },
            { value: "en", label: "English" },
          ]}
        />
      </Form.Item>
    </FormDialog>
  );
}
