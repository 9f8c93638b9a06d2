import { keepPreviousData, type QueryKey, useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, answered, api, type Schemas } from "../../api/client.ts";
import { Failed, Loading } from "../../ui/states.tsx";
import type { Colours } from "../look/colours.ts";
import { questionsOf, type Survey } from "./format.ts";
import { type Device, Paper } from "./Paper.tsx";
import styles from "./Preview.module.css";
import { beginTrial, goTo, languageOf, type Pair, placeOf, post, sampleItems, type Trial } from "./trial.ts";

interface Tried {
  survey: Survey;
  trial: Trial;
  language: string;
  /** Colours to try out instead of the brand's. */
  look?: Colours | undefined;
}

/** The page that a respondent would see, asked of the server. */
export function previewQuery({ survey, trial, language, look }: Tried): {
  queryKey: QueryKey;
  queryFn: () => Promise<Schemas["SurveyPreview"]>;
  gcTime: number;
  retry: false;
} {
  // Each item of an order is rated: without a link there are none.
  const hasItems = questionsOf(survey).some(({ kind }) => kind === "item_rating");
  const body = {
    document: survey,
    ...trial,
    language,
    ...look,
    params: hasItems ? { items: sampleItems(language) } : {},
  };
  return {
    queryKey: ["preview", body],
    // What is left out has a default at the server, which the generated type does not know.
    queryFn: () =>
      answered(api.POST("/v1/surveys/preview", { body: body as unknown as Schemas["PreviewSurvey"] })),
    gcTime: 0,
    retry: false,
  };
}

interface SurveyPaperProps {
  survey: Survey;
  language: string;
  device: Device;
  /** What random orders follow. */
  seed: number;
  /** The page or question to go to. */
  at?: string | undefined;
  /** Colours to try out instead of the brand's. */
  look?: Colours | undefined;
  title: string;
  /** The reader of the page wishes another language. */
  onSpeak: (language: string) => void;
}

/** The page that a respondent would see. Answering goes on to the next; nothing is kept. */
export function SurveyPaper({
  survey,
  language,
  device,
  seed,
  at,
  look,
  title,
  onSpeak,
}: SurveyPaperProps): ReactNode {
  const { t } = useTranslation("studio");
  const [trial, setTrial] = useState(() => beginTrial(seed, at));
  const [followed, setFollowed] = useState(at);
  if (at !== followed) {
    setFollowed(at);
    if (at !== undefined) setTrial(goTo(trial, at));
  }
  const page = useQuery({
    ...previewQuery({ survey, trial, language, look }),
    placeholderData: keepPreviousData,
  });
  const posted = (fields: Pair[]): void => {
    const asked = languageOf(fields);
    if (asked) onSpeak(asked);
    else setTrial((now) => post(now, fields));
  };
  const looked = trial.at === undefined ? [] : questionsAt(survey, trial.at);
  const place = page.data && placeOf(page.data.html, looked);
  // Conditions may keep respondents away from it, as they have answered here.
  const isElsewhere = looked.length > 0 && page.isSuccess && !page.isPlaceholderData && !place;
  const isWrong = page.error instanceof ApiProblem && page.error.fields.length > 0;
  return (
    <>
      {isWrong && <Alert type="warning" showIcon title={t("preview.wrong")} />}
      {page.error && !isWrong && <Failed error={page.error} again={() => void page.refetch()} />}
      {page.isPending && !page.error && <Loading rows={8} />}
      {page.data?.too_much_work && <Alert type="warning" showIcon title={t("preview.tooMuch")} />}
      {isElsewhere && <p className={styles.note}>{t("preview.elsewhere")}</p>}
      {page.data && (
        <Paper html={page.data.html} device={device} title={title} place={place} onPost={posted} />
      )}
    </>
  );
}

/** The questions of a page, or the one question of this name. */
function questionsAt(survey: Survey, at: string): string[] {
  const page = survey.pages.find(({ id }) => id === at);
  return page ? page.questions.map(({ id }) => id) : [at];
}
