import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, InputNumber } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { bytes } from "../ui/bytes.ts";
import { Failed, Loading } from "../ui/states.tsx";
import { changeSettings, type FileBudget, fileUsageQuery, settingsQuery } from "./queries.ts";
import { SaveForm } from "./SaveForm.tsx";
import styles from "./settings.module.css";

const MB = 1024 ** 2;
/** What the server takes. */
const MB_MAX = 1_000_000_000;

/** How much the files of respondents may take up. */
export function FilesForm(): ReactNode {
  const { t } = useTranslation(["settings", "ui"]);
  const { language } = useLanguage();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(settingsQuery);
  const used = useQuery(fileUsageQuery);
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  const save = async (files: FileBudget): Promise<void> => {
    queries.setQueryData(settingsQuery.queryKey, await changeSettings({ files }));
  };
  const field = (name: keyof FileBudget): ReactNode => (
    <Form.Item name={name} label={t(`files.${name}`)} rules={[{ required: true, message: t("ui:needed") }]}>
      <InputNumber min={0} max={MB_MAX} precision={0} suffix="MB" className={styles.size ?? ""} />
    </Form.Item>
  );
  return (
    <SaveForm title={t("files.title")} initial={data.files} onSave={save}>
      <p className={styles.lead}>{t("files.lead")}</p>
      {used.data && (
        <p className={styles.lead}>
          {t("files.used", {
            used: bytes(used.data.bytes, language),
            all: bytes(data.files.brand_mb * MB, language),
          })}
        </p>
      )}
      <div className={styles.pair}>
        {field("brand_mb")}
        {field("link_mb_per_hour")}
      </div>
    </SaveForm>
  );
}
