import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Form, Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { FormDialog } from "../ui/FormDialog.tsx";
import type { Survey } from "./queries.ts";

const NAME_CHARS_MAX = 200;

/** Makes a copy of a survey, without what came back to it, and goes there. */
export function Duplicate({ survey, onClose }: { survey: Survey; onClose: () => void }): ReactNode {
  const { t } = useTranslation("versions");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const copy = async ({ name }: { name: string }): Promise<void> => {
    const made = await answered(
      api.POST("/v1/surveys/{survey_id}/duplicate", {
        params: { path: { survey_id: survey.id } },
        body: { name: name.trim() },
      }),
    );
    await queries.invalidateQueries({ queryKey: ["surveys", "list"] });
    onClose();
    await navigate({ to: "/surveys/$surveyId", params: { surveyId: made.id } });
  };
  return (
    <FormDialog<{ name: string }>
      title={t("duplicate.title")}
      verb={t("duplicate.verb")}
      initial={{ name: t("duplicate.copyOf", { name: survey.name }).slice(0, NAME_CHARS_MAX) }}
      onSubmit={copy}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t("duplicate.name")}
        extra={t("duplicate.text")}
        rules={[{ required: true, whitespace: true, message: t("duplicate.needed") }]}
      >
        <Input maxLength={NAME_CHARS_MAX} autoFocus />
      </Form.Item>
    </FormDialog>
  );
}
