import { InboxOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Input, Segmented, Upload } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { type Mode, Pill } from "../ui/Pill.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import styles from "./ImportSurvey.module.css";

type Import = Schemas["SurveyImport"];
type Outcome = "changed" | "left_out" | "kept";

const OUTCOMES: Outcome[] = ["changed", "left_out", "kept"];
const MODES: Record<Outcome, Mode> = { kept: "on", changed: "wait", left_out: "off" };
/** What the server takes. */
const BYTES_MAX = 4 * 1024 * 1024;
/** Items shown at once; the counts say how many there are. */
const SHOWN_MAX = 300;

/** A survey of another tool: given, read by the server, and kept as a draft once its report was read. */
export function ImportSurvey({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation(["surveys", "ui"]);
  const [text, setText] = useState("");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const read = useMutation({
    mutationFn: async (document: string): Promise<Import> => {
      const body = documentOf(document);
      if (!body) throw new Error(t("import.noJson"));
      return answered(api.POST("/v1/surveys/import", { body }));
    },
  });
  const keep = useMutation({
    mutationFn: async (draft: Import["draft"]) => answered(api.POST("/v1/surveys", { body: draft })),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ["surveys", "list"] });
      await navigate({ to: "/surveys/$surveyId", params: { surveyId: id } });
      onClose();
    },
  });
  const found = read.data;
  return (
    <Dialog
      title={t("import.title")}
      width={720}
      cancelText={t("ui:cancel")}
      okText={found ? t("import.keep") : t("import.read")}
      okButtonProps={{
        loading: read.isPending || keep.isPending,
        disabled: found ? found.errors.length > 0 : text.trim() === "",
      }}
      onOk={() => (found ? keep.mutate(found.draft) : read.mutate(text))}
      onCancel={onClose}
    >
      <div className={styles.body}>
        <Refusal error={read.error ?? keep.error} />
        {found ? (
          <>
            <Report found={found} />
            <Button type="link" className={styles.again} onClick={() => read.reset()}>
              {t("import.again")}
            </Button>
          </>
        ) : (
          <Source text={text} onText={setText} />
        )}
      </div>
    </Dialog>
  );
}

/** The text as an object of JSON, if it is one. */
function documentOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A file, or the text itself. */
function Source({ text, onText }: { text: string; onText: (text: string) => void }): ReactNode {
  const { t } = useTranslation("surveys");
  const [isTooLong, setTooLong] = useState(false);
  const take = async (file: File): Promise<void> => {
    setTooLong(file.size > BYTES_MAX);
    if (file.size <= BYTES_MAX) onText(await file.text());
  };
  return (
    <>
      <p className={styles.lead}>{t("import.lead")}</p>
      <Upload.Dragger
        accept=".json,application/json"
        showUploadList={false}
        beforeUpload={(file) => {
          void take(file);
          return false;
        }}
      >
        <InboxOutlined aria-hidden className={styles.icon} />
        <p>{t("import.drop")}</p>
      </Upload.Dragger>
      {isTooLong && <p role="alert">{t("import.tooLong")}</p>}
      <Input.TextArea
        aria-label={t("import.paste")}
        placeholder={t("import.paste")}
        className={styles.text}
        rows={8}
        value={text}
        onChange={({ target }) => onText(target.value)}
      />
    </>
  );
}

/** What became of each item. */
function Report({ found }: { found: Import }): ReactNode {
  const { t, i18n } = useTranslation("surveys");
  const first = OUTCOMES.find((outcome) => found.counts[outcome] > 0) ?? "kept";
  const [outcome, setOutcome] = useState<Outcome>(first);
  const items = found.items.filter((item) => item.outcome === outcome);
  const language = i18n.language === "zh-CN" ? "zh-CN" : "en";
  return (
    <>
      <p className={styles.lead}>{t("import.found", { format: t(`import.formats.${found.format}`) })}</p>
      {found.errors.length > 0 && (
        <div role="alert" className={styles.errors}>
          <p>{t("import.errors")}</p>
          <ul>
            {found.errors.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                <code>{field}</code> {message}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Segmented<Outcome>
        block
        value={outcome}
        onChange={setOutcome}
        options={OUTCOMES.map((value) => ({
          value,
          label: `${t(`import.outcome.${value}`)} ${found.counts[value]}`,
        }))}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled by keyboard */}
      <ul className={styles.items} aria-label={t(`import.outcome.${outcome}`)} tabIndex={0}>
        {items.slice(0, SHOWN_MAX).map((item, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one item may say several things of one place
          <li key={`${item.source} ${at}`}>
            <Pill mode={MODES[outcome]}>{item.kind}</Pill>
            <code className={styles.place}>{item.source}</code>
            <span>{item.reason[language]}</span>
          </li>
        ))}
        {items.length === 0 && <li>{t("import.none")}</li>}
        {items.length > SHOWN_MAX && <li>{t("import.more", { count: items.length - SHOWN_MAX })}</li>}
      </ul>
    </>
  );
}
