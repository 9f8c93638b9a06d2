import { Input, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import styles from "./MessageCustomer.module.css";

const WORDS_MAX = 2000;

interface WordsProps {
  templates: Schemas["MessageTemplate"][];
  chosen: Schemas["MessageTemplate"] | undefined;
  onChoose: (template: string | null) => void;
  draft: { text: string; change: (text: string) => void };
}

/** A template as the customer will read it, or own words. */
export function MessageWords({ templates, chosen, onChoose, draft }: WordsProps): ReactNode {
  const { t } = useTranslation("cases");
  return (
    <>
      {templates.length > 0 && (
        <Select
          aria-label={t("template")}
          value={chosen?.id ?? ""}
          onChange={(id: string) => onChoose(id || null)}
          options={[
            { value: "", label: t("ownWords") },
            ...templates.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      {chosen ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too
        <section className={styles.preview} tabIndex={0} aria-label={t("preview")}>
          {chosen.subject && <strong>{`${chosen.subject}\n\n`}</strong>}
          {chosen.text}
        </section>
      ) : (
        <Input.TextArea
          rows={4}
          maxLength={WORDS_MAX}
          aria-label={t("words")}
          placeholder={t("wordsPlaceholder")}
          value={draft.text}
          onChange={(event) => draft.change(event.target.value)}
        />
      )}
    </>
  );
}
