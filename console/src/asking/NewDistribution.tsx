import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Radio, Select, Switch } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, once } from "../api/client.ts";
import { FormDialog } from "../ui/FormDialog.tsx";
import type { Distribution, Plan } from "./queries.ts";

const CHANNELS = ["email", "sms", "wechat"] as const;

interface Values {
  name: string;
  from: "customers" | "list";
  tag?: string;
  condition?: string;
  people?: string;
  channels: (typeof CHANNELS)[number][];
  by: "all" | "share" | "count";
  amount?: number;
  reminders?: string;
  first_question?: boolean;
}

interface NewDistributionProps {
  survey: string;
  onMade: (id: string) => void;
  onClose: () => void;
}

/** Plans whom a survey is sent to. Nothing leaves before it is started. */
export function NewDistribution({ survey, onMade, onClose }: NewDistributionProps): ReactNode {
  const { t } = useTranslation(["asking", "ui"]);
  const { message } = App.useApp();
  const queries = useQueryClient();
  const make = async (values: Values): Promise<void> => {
    const path = { survey_id: survey };
    const body = planOf(values);
    const made: Distribution = await answered(
      api.POST("/v1/surveys/{survey_id}/distributions", { params: { path }, body }),
    );
    if (values.from === "list" && values.people?.trim()) {
      const report = await upload(survey, made.id, values.people);
      void message.info(t("distribution.listReport", { ...report }));
    }
    await queries.invalidateQueries({ queryKey: ["surveys", "distributions", survey] });
    onMade(made.id);
  };
  const needed = [{ required: true, message: t("ui:needed") }];
  return (
    <FormDialog<Values>
      title={t("distribution.make")}
      verb={t("distribution.plan")}
      initial={{ from: "customers", channels: ["email"], by: "all", reminders: "3, 7" }}
      onSubmit={make}
      onClose={onClose}
    >
      <Form.Item name="name" label={t("distribution.name")} rules={needed}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="from" label={t("distribution.whom")}>
        <Radio.Group
          options={(["customers", "list"] as const).map((value) => ({
            value,
            label: t(`distribution.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={["from"]}>
        {({ getFieldValue }) => (getFieldValue("from") === "list" ? <People /> : <Customers />)}
      </Form.Item>
      <Form.Item name="channels" label={t("distribution.channels")} rules={needed}>
        <Select
          mode="multiple"
          options={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="by" label={t("distribution.sample")}>
        <Radio.Group
          vertical
          options={(["all", "share", "count"] as const).map((value) => ({
            value,
            label: t(`distribution.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item noStyle dependencies={["by"]}>
        {({ getFieldValue }) =>
          getFieldValue("by") !== "all" && (
            <Form.Item name="amount" label={t("distribution.amount")} rules={needed}>
              <InputNumber min={1} max={getFieldValue("by") === "share" ? 100 : 10_000_000} />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item name="reminders" label={t("distribution.reminders")}>
        <Input placeholder={t("distribution.remindersHint")} inputMode="numeric" />
      </Form.Item>
      <Form.Item name="first_question" label={t("distribution.firstQuestion")} valuePropName="checked">
        <Switch />
      </Form.Item>
    </FormDialog>
  );
}

function Customers(): ReactNode {
  const { t } = useTranslation("asking");
  return (
    <>
      <Form.Item name="tag" label={t("distribution.tag")}>
        <Input maxLength={128} />
      </Form.Item>
      <Form.Item name="condition" label={t("distribution.condition")}>
        <Input placeholder={t("distribution.conditionHint")} />
      </Form.Item>
    </>
  );
}

function People(): ReactNode {
  const { t } = useTranslation("asking");
  return (
    <Form.Item name="people" label={t("distribution.people")}>
      <Input.TextArea rows={5} />
    </Form.Item>
  );
}

function planOf({
  name,
  from,
  tag,
  condition,
  channels,
  by,
  amount = 0,
  reminders = "",
  first_question,
}: Values): Plan {
  const days = reminders
    .split(/[\s,，、]+/)
    .filter(Boolean)
    .map(Number);
  return {
    name,
    whom: {
      from,
      ...(from === "customers" && tag?.trim() && { tag: tag.trim() }),
      ...(from === "customers" && condition?.trim() && { condition: condition.trim() }),
    },
    channels,
    sample: { by, ...(by === "share" && { share: amount / 100 }), ...(by === "count" && { count: amount }) },
    valid_days: 30,
    reminders: days,
    first_question: first_question ?? false,
  };
}

async function upload(survey_id: string, distribution_id: string, people: string): Promise<object> {
  return answered(
    api.POST("/v1/surveys/{survey_id}/distributions/{distribution_id}/recipients/import", {
      params: { path: { survey_id, distribution_id } },
      body: people,
      bodySerializer: (text: string) => text,
      headers: { "content-type": "text/plain", "idempotency-key": once() },
    }),
  );
}
