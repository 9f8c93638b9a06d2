import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { type Kind, questionsOf, said } from "../surveys/studio/format.ts";
import { definitionOf } from "../surveys/studio/useDraftOf.ts";
import type { Metric } from "../ui/metric.ts";

type Asked = Schemas["Asked"];

/** Surveys that are offered. */
const SURVEYS_MAX = 200;
/** What may ask about one touchpoint. */
const ASKED_MAX = 20;
/** The kinds of questions that a metric counts. */
const KINDS: Record<Metric, readonly Kind[]> = {
  nps: ["nps"],
  csat: ["csat", "item_rating"],
  ces: ["ces"],
};

interface AskedPickerProps {
  /** The touchpoint's. */
  name: string;
  metric: Metric;
  asked: readonly Asked[];
  onChange: (asked: Asked[]) => void;
}

/** Which surveys, or which of their questions, ask about a touchpoint. */
export function AskedPicker({ name, metric, asked, onChange }: AskedPickerProps): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const surveys = useQuery({
    queryKey: ["surveys", "choice"],
    queryFn: () => answered(api.GET("/v1/surveys", { params: { query: { limit: SURVEYS_MAX } } })),
    staleTime: 60_000,
  });
  const options = (surveys.data?.items ?? []).flatMap((survey) => {
    const definition = definitionOf(survey);
    const questions = questionsOf(definition).filter(({ kind }) => KINDS[metric].includes(kind));
    if (questions.length === 0) return [];
    return [
      { value: survey.id, label: `${survey.name} · ${t("edit.allQuestions")}` },
      ...questions.map(({ id, title }) => ({
        value: `${survey.id}/${id}`,
        label: `${survey.name} · ${said(title, language, definition) || id}`,
      })),
    ];
  });
  const value = asked.map(({ survey, question }) => (question ? `${survey}/${question}` : survey));
  const known = new Set(options.map((option) => option.value));
  const unknown = value
    .filter((one) => !known.has(one))
    .map((one) => ({ value: one, label: nameOf(one, surveys.data?.items ?? []) }));
  return (
    <Select<string[]>
      mode="multiple"
      maxCount={ASKED_MAX}
      placeholder={t("edit.asked")}
      aria-label={t("edit.askedOf", { name })}
      loading={surveys.isFetching}
      showSearch={{ optionFilterProp: "label" }}
      value={value}
      options={[...options, ...unknown]}
      notFoundContent={t("edit.noQuestions")}
      onChange={(chosen) =>
        onChange(
          chosen.map((one) => {
            const [survey = "", question] = one.split("/");
            return question ? { survey, question } : { survey };
          }),
        )
      }
    />
  );
}

/** What is chosen but asks for nothing that is counted now: it is named, so that it can be taken away. */
function nameOf(value: string, surveys: readonly Schemas["Survey"][]): string {
  const [id, question] = value.split("/");
  const survey = surveys.find((one) => one.id === id)?.name ?? id ?? "";
  return question ? `${survey} · ${question}` : survey;
}
