import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Form, Input, Radio } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { FormDialog } from "../ui/FormDialog.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { newStage, ownId } from "./draft.ts";
import { resay, say } from "./journey.ts";
import styles from "./NewJourney.module.css";
import { templatesQuery, useJourneyChanges } from "./queries.ts";

interface Wish {
  template: string;
  name?: string;
}

const NOTHING = "";

/** Makes a journey from a shipped one, or from nothing, and goes on to change it. */
export function NewJourney({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const navigate = useNavigate();
  const changes = useJourneyChanges();
  const templates = useQuery(templatesQuery);
  const make = async ({ template, name = "" }: Wish): Promise<void> => {
    const chosen = templates.data?.items.find(({ key }) => key === template);
    const made = await changes.create({
      name: resay(
        chosen?.name ?? {},
        language,
        name.trim() || say(chosen?.name ?? {}, language) || t("untitled"),
      ),
      stages: chosen?.stages ?? [newStage(ownId("stage", []), t("edit.newStage"), language)],
    });
    await navigate({ to: "/journeys/$journeyId/edit", params: { journeyId: made.id } });
  };
  return (
    <FormDialog<Wish>
      title={t("make")}
      verb={t("create")}
      initial={{ template: "restaurant" }}
      onSubmit={make}
      onClose={onClose}
    >
      {templates.error && <Failed error={templates.error} again={() => void templates.refetch()} />}
      {templates.isPending && <Loading rows={4} />}
      {templates.data && (
        <Form.Item name="template" label={t("template")}>
          <Radio.Group className={styles.templates ?? ""}>
            {templates.data.items.map(({ key, name, stages }) => (
              <Radio key={key} value={key}>
                {say(name, language)}
                <span className={styles.way}>
                  {stages.map((stage) => say(stage.name, language)).join(" → ")}
                </span>
              </Radio>
            ))}
            <Radio value={NOTHING}>{t("fromNothing")}</Radio>
          </Radio.Group>
        </Form.Item>
      )}
      <Form.Item name="name" label={t("name")} extra={t("nameHint")}>
        <Input maxLength={100} />
      </Form.Item>
    </FormDialog>
  );
}
