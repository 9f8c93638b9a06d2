import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../session/account.ts";
import { changeSettings, settingsQuery } from "../../settings/queries.ts";
import { Refusal } from "../../ui/Refusal.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import { useSettled } from "../../ui/useSettled.ts";
import { blankSurvey } from "../studio/blank.ts";
import { previewQuery } from "../studio/SurveyPaper.tsx";
import { beginTrial } from "../studio/trial.ts";
import { ColourField } from "./ColourField.tsx";
import { Contrast } from "./Contrast.tsx";
import { type Colours, choose, chosen, isReadable, isSame, PARTS, shown, UNCHOSEN } from "./colours.ts";
import styles from "./look.module.css";

/** So long a colour is dragged about before its contrast is asked for. */
const SETTLED_MS = 150;

/** What colours are measured on: they are the same for all surveys, also for one that is not right yet. */
const SAMPLE = blankSurvey("–", "en");

interface LookProps {
  /** What is tried out; the brand's own while it is none. */
  tried: Colours | undefined;
  onTry: (colours: Colours | undefined) => void;
}

/** The colours of the brand's public pages: tried out, measured, and kept when everyone can read them. */
export function Look({ tried, onTry }: LookProps): ReactNode {
  const { t } = useTranslation("look");
  const may = useMay();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const settings = useQuery(settingsQuery);
  const look = useSettled(tried, SETTLED_MS);
  const measured = useQuery({
    ...previewQuery({ survey: SAMPLE, trial: beginTrial(1), language: "en", look }),
    placeholderData: keepPreviousData,
  });
  const save = useMutation({
    mutationFn: (colours: Colours) => changeSettings(colours),
    onSuccess: (saved) => {
      queries.setQueryData(settingsQuery.queryKey, saved);
      onTry(undefined);
      void message.success(t("saved"));
    },
  });
  for (const { error, data, refetch } of [settings, measured]) {
    if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  }
  if (!settings.data || !measured.data) return <Loading rows={8} />;
  const own: Colours = { accent: settings.data.accent, theme: settings.data.theme ?? {} };
  const now = tried ?? own;
  const { shades } = measured.data;
  const isUnreadable = shades.some((shade) => !isReadable(shade));
  const isMeasuring = look !== tried || measured.isPlaceholderData;
  const put = (next: Colours): void => onTry(isSame(next, own) ? undefined : next);
  return (
    <div className={styles.look}>
      <p className={styles.text}>{t("text")}</p>
      <Refusal error={save.error} />
      <div className={styles.fields}>
        {PARTS.map((part) => (
          <ColourField
            key={part}
            part={part}
            colour={shown(now, part, shades) ?? now.accent}
            isChosen={chosen(now, part) !== undefined}
            onChange={(colour) => put(choose(now, part, colour))}
          />
        ))}
      </div>
      <Contrast shades={shades} />
      {isUnreadable && (
        <p className={styles.refused} role="status">
          {t("refused")}
        </p>
      )}
      <div className={styles.bar}>
        {may("edit_brand") && (
          <Button
            type="primary"
            disabled={!tried || isUnreadable || isMeasuring}
            loading={save.isPending}
            onClick={() => tried && save.mutate(tried)}
          >
            {t("save")}
          </Button>
        )}
        <Button disabled={!tried} onClick={() => onTry(undefined)}>
          {t("back")}
        </Button>
        <Button disabled={isSame(now, UNCHOSEN)} onClick={() => put(UNCHOSEN)}>
          {t("reset")}
        </Button>
      </div>
    </div>
  );
}
