import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Checkbox, Form, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { ClockField } from "../ui/DayField.tsx";
import { length } from "../ui/length.ts";
import { Failed, Loading } from "../ui/states.tsx";
import { type Budget, changeSettings, settingsQuery } from "./queries.ts";
import { SaveForm } from "./SaveForm.tsx";
import styles from "./settings.module.css";

const PERIODS = ["P1D", "P7D", "P30D"];

/** How often and when customers may be contacted. */
export function BudgetForm(): ReactNode {
  const { t } = useTranslation("settings");
  const { language } = useLanguage();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(settingsQuery);
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const periods = [...new Set([...PERIODS, data.budget.total?.per ?? "P7D"])];
  const rules = (["opt_in", "opt_out"] as const).map((rule) => ({ value: rule, label: t(`rule.${rule}`) }));
  // What has no field here, such as caps of single channels, stays as it is.
  const save = async (budget: Budget): Promise<void> => {
    const changed = await changeSettings({ budget: { ...data.budget, ...budget } });
    queries.setQueryData(settingsQuery.queryKey, changed);
  };
  return (
    <SaveForm title={t("budget")} initial={data.budget} onSave={save}>
      <p className={styles.lead}>{t("budgetLead")}</p>
      <div className={styles.pair}>
        <Form.Item name={["total", "max"]} label={t("totalMax")} rules={[{ required: true }]}>
          <InputNumber min={0} max={1000} precision={0} />
        </Form.Item>
        <Form.Item name={["total", "per"]} label={t("totalPer")} rules={[{ required: true }]}>
          <Select options={periods.map((per) => ({ value: per, label: length(per, language) }))} />
        </Form.Item>
        <Form.Item name={["quiet_hours", "from"]} label={t("quietFrom")} rules={[{ required: true }]}>
          <ClockField />
        </Form.Item>
        <Form.Item name={["quiet_hours", "to"]} label={t("quietTo")} rules={[{ required: true }]}>
          <ClockField />
        </Form.Item>
      </div>
      <Form.Item name={["quiet_hours", "service_exempt"]} valuePropName="checked">
        <Checkbox>{t("serviceExempt")}</Checkbox>
      </Form.Item>
      <div className={styles.pair}>
        <Form.Item name={["consent", "marketing"]} label={t("consentMarketing")}>
          <Select options={rules} />
        </Form.Item>
        <Form.Item name={["consent", "survey"]} label={t("consentSurvey")}>
          <Select options={rules} />
        </Form.Item>
      </div>
    </SaveForm>
  );
}
