import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Failed, Loading } from "../ui/states.tsx";
import { changeSettings, settingsQuery } from "./queries.ts";
import { SaveForm } from "./SaveForm.tsx";
import styles from "./settings.module.css";

const ZONES = Intl.supportedValuesOf("timeZone").map((zone) => ({ value: zone, label: zone }));

/** What customers read of the brand, and where and when it is at home. */
export function BrandForm(): ReactNode {
  const { t } = useTranslation("settings");
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(settingsQuery);
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  // The others have forms of their own.
  const { budget, files, accent, theme, ...initial } = data;
  const save = async (values: typeof initial): Promise<void> => {
    queries.setQueryData(settingsQuery.queryKey, await changeSettings(values));
    await queries.invalidateQueries({ queryKey: ["session"] });
  };
  return (
    <SaveForm title={t("tab.brand")} initial={initial} onSave={save}>
      <Form.Item name="name" label={t("name")} extra={t("nameHint")}>
        <Input maxLength={120} />
      </Form.Item>
      <div className={styles.pair}>
        <Form.Item name="language" label={t("language")} extra={t("languageHint")}>
          <Select
            options={[
              { value: "zh-CN", label: "中文" },
              { value: "en", label: "English" },
            ]}
          />
        </Form.Item>
        <Form.Item name="time_zone" label={t("zone")} extra={t("zoneHint")}>
          <Select showSearch options={ZONES} />
        </Form.Item>
        <Form.Item name="currency" label={t("currency")}>
          <Input maxLength={3} />
        </Form.Item>
      </div>
      <Form.Item name="public_url" label={t("url")} extra={t("urlHint")}>
        <Input type="url" inputMode="url" />
      </Form.Item>
    </SaveForm>
  );
}
