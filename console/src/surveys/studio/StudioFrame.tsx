import { EyeOutlined, RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { SideDialog } from "../../ui/Dialog.tsx";
import { Page } from "../../ui/Page.tsx";
import { TabLinks } from "../../ui/TabLinks.tsx";
import type { Colours } from "../look/colours.ts";
import type { Survey as Stored } from "../queries.ts";
import { SurveyState } from "../SurveyState.tsx";
import { SurveyTurns } from "../SurveyTurns.tsx";
import { Conflict } from "./Conflict.tsx";
import { FaultList } from "./FaultList.tsx";
import { kept } from "./kept.ts";
import { Preview } from "./Preview.tsx";
import { put, written } from "./path.ts";
import { SaveStatus } from "./SaveStatus.tsx";
import styles from "./StudioFrame.module.css";
import { StudioViews } from "./StudioViews.tsx";
import { type Studio, StudioContext } from "./studio.ts";
import { definitionOf, useDraftOf } from "./useDraftOf.ts";
import { useLanguageName } from "./useLanguageName.ts";
import { useRoomy } from "./useRoomy.ts";
import { useSaving } from "./useSaving.ts";

const VIEWS = ["questions", "logic", "languages", "settings", "look"] as const;

/** The frame of the studio: the draft, how it is saved, its parts, and the preview beside them. */
export function StudioFrame({ stored }: { stored: Stored }): ReactNode {
  const { t } = useTranslation(["studio", "surveys"]);
  const { tab = "questions", at } = useSearch({ from: "/inside/surveys/$surveyId/edit" });
  const navigate = useNavigate({ from: "/surveys/$surveyId/edit" });
  const [start] = useState(() => {
    const own = kept(stored.id);
    return own
      ? { ...own, isSaved: false }
      : { survey: definitionOf(stored), madeFrom: stored.changed_at, isSaved: true };
  });
  const draft = useDraftOf(start.survey, { undone: t("undone"), redone: t("redone") });
  const { survey } = draft;
  const saving = useSaving(stored, survey, start);
  const [spoken, setSpoken] = useState(survey.default_language);
  const language = survey.languages.includes(spoken) ? spoken : survey.default_language;
  const [tried, setTried] = useState<Colours>();
  const [isPreviewing, setPreviewing] = useState(false);
  const isRoomy = useRoomy();
  const nameOf = useLanguageName();
  useUndoKeys(draft.undo, draft.redo);

  const studio: Studio = {
    survey,
    faults: saving.faults,
    language,
    speak: setSpoken,
    change: draft.change,
    set: (path, value) => draft.change(put(survey, path, value), written(path)),
    chosen: at,
    choose: (id) => void navigate({ search: (now) => ({ ...now, tab: undefined, at: id }), replace: true }),
  };
  const hasPreview = tab !== "languages";
  return (
    <StudioContext value={studio}>
      <Page
        title={t("title", { name: survey.name })}
        lead={
          <>
            <SurveyState state={stored.state} />
            {stored.version !== null && ` · ${t("surveys:versionOf", { version: stored.version })}`}
            {" · "}
            <Link to="/surveys/$surveyId" params={{ surveyId: stored.id }}>
              {t("toSurvey")}
            </Link>
          </>
        }
        actions={
          <>
            <SaveStatus
              state={saving.state}
              faults={saving.faults.length}
              onAgain={() => void saving.flush()}
            />
            <Button
              icon={<UndoOutlined aria-hidden />}
              aria-label={t("undo")}
              disabled={!draft.undo}
              onClick={draft.undo}
            />
            <Button
              icon={<RedoOutlined aria-hidden />}
              aria-label={t("redo")}
              disabled={!draft.redo}
              onClick={draft.redo}
            />
            {survey.languages.length > 1 && (
              <Select<string>
                aria-label={t("language")}
                className={styles.language ?? ""}
                value={language}
                options={survey.languages.map((tag) => ({ value: tag, label: nameOf(tag) }))}
                onChange={setSpoken}
              />
            )}
            {hasPreview && !isRoomy && (
              <Button icon={<EyeOutlined aria-hidden />} onClick={() => setPreviewing(true)}>
                {t("preview.open")}
              </Button>
            )}
            <SurveyTurns survey={stored} before={saving.flush} />
          </>
        }
      >
        <Conflict
          state={saving.state}
          onKeep={saving.rebase}
          onTake={(theirs) => {
            saving.rebase(theirs);
            draft.change(definitionOf(theirs));
          }}
        />
        <FaultList />
        <TabLinks label={t("parts")} tabs={VIEWS.map((view) => ({ tab: view, name: t(`view.${view}`) }))} />
        <div className={styles.studio} data-preview={hasPreview && isRoomy}>
          <div className={styles.view}>
            <StudioViews view={tab} tried={tried} onTry={setTried} />
          </div>
          {hasPreview && isRoomy && (
            <aside className={styles.aside} aria-label={t("preview.title")}>
              <Preview look={tried} />
            </aside>
          )}
        </div>
        {isPreviewing && !isRoomy && (
          <SideDialog title={t("preview.title")} size="large" onClose={() => setPreviewing(false)}>
            <Preview look={tried} />
          </SideDialog>
        )}
      </Page>
    </StudioContext>
  );
}

/** Ctrl Z and Ctrl Shift Z go through the draft's steps, also in a field: its own undo knows nothing of them. */
function useUndoKeys(undo: (() => void) | undefined, redo: (() => void) | undefined): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const steps: Record<string, (() => void) | undefined> = {
        z: event.shiftKey ? redo : undo,
        y: redo,
      };
      const key = event.key.toLowerCase();
      if (!(key in steps)) return;
      event.preventDefault();
      steps[key]?.();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [undo, redo]);
}
