import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Select, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { Card } from "../ui/Card.tsx";
import { Code } from "../ui/Code.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import styles from "./asking.module.css";
import { type Widget, widgetQuery } from "./queries.ts";
import { WidgetLooks } from "./WidgetLooks.tsx";
import { type FormValues, settingsOf, valuesOf } from "./widget.ts";

const TRIGGERS = ["delay", "page", "scroll", "exit", "event"] as const;
const FORMS = ["slide_in", "popover", "inline"] as const;
const SIDES = ["end", "start"] as const;

/** The survey on the brand's web pages: where, when, how, and the lines to copy. */
export function WidgetCard({ survey }: { survey: string }): ReactNode {
  const { t } = useTranslation("asking");
  const { data, error, refetch } = useQuery(widgetQuery(survey));
  return (
    <Card title={t("widget.title")}>
      <div className={styles.stack}>
        <p className={styles.soft}>{t("widget.text")}</p>
        {error && !data && <Failed error={error} again={() => void refetch()} />}
        {!data && !error && <Loading rows={6} />}
        {data && <WidgetForm key={data.changed_at ?? "new"} survey={survey} stored={data} />}
      </div>
    </Card>
  );
}

function WidgetForm({ survey, stored }: { survey: string; stored: Schemas["WidgetView"] }): ReactNode {
  const { t } = useTranslation("asking");
  const { message } = App.useApp();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (body: Widget) =>
      answered(api.PUT("/v1/surveys/{survey_id}/widget", { params: { path: { survey_id: survey } }, body })),
    onSuccess: async () => {
      void message.success(t("widget.saved"));
      await queries.invalidateQueries({ queryKey: ["surveys", "widget", survey] });
    },
  });
  return (
    <div className={styles.stack}>
      <Form<FormValues>
        layout="vertical"
        requiredMark={false}
        initialValues={valuesOf(stored.widget)}
        onFinish={(values) => save.mutate(settingsOf(values))}
      >
        <Refusal error={save.error} />
        <Form.Item name="enabled" label={t("widget.enabled")} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="origins" label={t("widget.origins")}>
          <Input.TextArea rows={2} placeholder="https://shop.example.com" />
        </Form.Item>
        <Form.Item name="pages" label={t("widget.pages")}>
          <Input.TextArea rows={2} placeholder="/orders/*" />
        </Form.Item>
        <div className={styles.settings}>
          <Form.Item name="on" label={t("widget.trigger")}>
            <Select options={TRIGGERS.map((value) => ({ value, label: t(`widget.triggers.${value}`) }))} />
          </Form.Item>
          <Form.Item noStyle dependencies={["on"]}>
            {({ getFieldValue }) => <OfTrigger on={getFieldValue("on")} />}
          </Form.Item>
          <Form.Item name="form" label={t("widget.form")}>
            <Select options={FORMS.map((value) => ({ value, label: t(`widget.forms.${value}`) }))} />
          </Form.Item>
          <Form.Item noStyle dependencies={["form"]}>
            {({ getFieldValue }) => <OfForm form={getFieldValue("form")} />}
          </Form.Item>
          <Form.Item name="share" label={t("widget.share")}>
            <InputNumber className={styles.number ?? ""} min={1} max={100} />
          </Form.Item>
          <Form.Item name="again_after_days" label={t("widget.again")}>
            <InputNumber className={styles.number ?? ""} min={1} max={3650} />
          </Form.Item>
        </div>
        <Form.Item name="condition" label={t("widget.condition")}>
          <Input placeholder={t("distribution.conditionHint")} />
        </Form.Item>
        <Form.Item
          name="signed_users_only"
          label={t("widget.signed")}
          extra={t("widget.signedText")}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t("widget.save")}
        </Button>
      </Form>
      {stored.key && (
        <>
          <h3>{t("widget.snippet")}</h3>
          <Code text={stored.snippet} label={t("widget.snippet")} />
          <p className={styles.soft}>{t("widget.policy")}</p>
          <Code text={stored.policy} label={t("widget.policy")} />
          <Secret survey={survey} />
          <h3>{t("widget.looks")}</h3>
          <WidgetLooks survey={survey} />
        </>
      )}
    </div>
  );
}

function OfTrigger({ on }: { on: FormValues["on"] }): ReactNode {
  const { t } = useTranslation("asking");
  if (on === "delay")
    return (
      <Form.Item name="seconds" label={t("widget.seconds")}>
        <InputNumber className={styles.number ?? ""} min={0} max={3600} />
      </Form.Item>
    );
  if (on === "scroll")
    return (
      <Form.Item name="scroll" label={t("widget.scroll")}>
        <InputNumber className={styles.number ?? ""} min={0} max={100} />
      </Form.Item>
    );
  if (on === "event")
    return (
      <Form.Item name="event" label={t("widget.event")}>
        <Input maxLength={200} />
      </Form.Item>
    );
  return null;
}

function OfForm({ form }: { form: FormValues["form"] }): ReactNode {
  const { t } = useTranslation("asking");
  if (form === "slide_in")
    return (
      <Form.Item name="side" label={t("widget.side")}>
        <Select options={SIDES.map((value) => ({ value, label: t(`widget.sides.${value}`) }))} />
      </Form.Item>
    );
  if (form === "inline")
    return (
      <Form.Item name="selector" label={t("widget.selector")}>
        <Input maxLength={200} placeholder="#survey" />
      </Form.Item>
    );
  return null;
}

/** The secret is shown when it is asked for, which is noted. */
function Secret({ survey }: { survey: string }): ReactNode {
  const { t } = useTranslation("asking");
  const [secret, setSecret] = useState<string>();
  const show = useMutation({
    mutationFn: () =>
      answered(
        api.POST("/v1/surveys/{survey_id}/widget/secret", { params: { path: { survey_id: survey } } }),
      ),
    onSuccess: (found) => setSecret(found.secret),
  });
  return (
    <div>
      <p className={styles.soft}>{t("widget.secretText")}</p>
      <Refusal error={show.error} />
      {secret ? (
        <Code text={secret} label={t("widget.secret")} />
      ) : (
        <Button onClick={() => show.mutate()} loading={show.isPending}>
          {t("widget.secret")}
        </Button>
      )}
    </div>
  );
}
