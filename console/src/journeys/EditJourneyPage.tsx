import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { Ask } from "../ui/Ask.tsx";
import { Page } from "../ui/Page.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { useDraft } from "../ui/useDraft.ts";
import { useUndo } from "../ui/useUndo.tsx";
import { addStage, type Draft, draftOf, STAGES_MAX } from "./draft.ts";
import styles from "./EditJourneyPage.module.css";
import { type Journey, resay, say } from "./journey.ts";
import { journeyQuery, useJourneyChanges } from "./queries.ts";
import { StageEditor } from "./StageEditor.tsx";
import { useReorder } from "./useReorder.ts";

/** Changing a journey: its stages, its touchpoints, their order, and what asks about them. */
export function EditJourneyPage(): ReactNode {
  const { journeyId } = useParams({ from: "/inside/journeys/$journeyId/edit" });
  const { data, error, refetch } = useQuery(journeyQuery(journeyId));
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={10} />;
  return <Editor key={data.id} journey={data} />;
}

function Editor({ journey }: { journey: Journey }): ReactNode {
  const { t } = useTranslation(["journeys", "ui"]);
  const { language } = useLanguage();
  const navigate = useNavigate();
  const changes = useJourneyChanges();
  const undo = useUndo();
  const { draft, change, discard, isChanged } = useJourneyDraft(journey);
  const reorder = useReorder(draft, change);
  const nameField = useId();
  const [isRemoving, setRemoving] = useState(false);
  const save = useMutation({
    mutationFn: () => changes.replace(journey.id, draft),
    onSuccess: () => {
      discard();
      undo(t("edit.saved"), () => changes.replace(journey.id, draftOf(journey)));
      void navigate({ to: "/journeys/$journeyId", params: { journeyId: journey.id } });
    },
  });
  return (
    <Page
      title={t("edit.of", { name: say(draft.name, language) })}
      lead={t("edit.lead")}
      actions={
        <>
          <Button danger type="text" onClick={() => setRemoving(true)}>
            {t("edit.remove")}
          </Button>
          <Button disabled={!isChanged} onClick={discard}>
            {t("edit.discard")}
          </Button>
          <Button type="primary" disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
            {t("edit.save")}
          </Button>
        </>
      }
    >
      <Refusal error={save.error} />
      <label className={styles.name} htmlFor={nameField}>
        {t("name")}
        <Input
          id={nameField}
          value={draft.name[language] ?? ""}
          placeholder={say(draft.name, language)}
          maxLength={100}
          onChange={({ target }) => change({ ...draft, name: resay(draft.name, language, target.value) })}
        />
      </label>
      <ol className={styles.stages} aria-label={t("edit.stages")}>
        {draft.stages.map((stage, nth) => (
          <StageEditor
            key={stage.id}
            draft={draft}
            stage={stage}
            nth={nth}
            change={change}
            reorder={reorder}
          />
        ))}
      </ol>
      <div>
        <Button
          icon={<PlusOutlined aria-hidden />}
          disabled={draft.stages.length >= STAGES_MAX}
          onClick={() => change(addStage(draft, t("edit.newStage"), language))}
        >
          {t("edit.addStage")}
        </Button>
      </div>
      <p className={styles.back}>
        <Link to="/journeys/$journeyId" params={{ journeyId: journey.id }}>
          {t("edit.back")}
        </Link>
      </p>
      {isRemoving && (
        <Ask
          title={t("edit.removeTitle", { name: say(journey.name, language) })}
          consequence={t("edit.removeText")}
          verb={t("edit.remove")}
          isFinal
          onYes={async () => {
            await navigate({ to: "/journeys", search: { all: true } });
            await changes.remove(journey.id);
          }}
          onClose={() => setRemoving(false)}
        />
      )}
    </Page>
  );
}

/** What was changed and not saved yet. It is kept in this tab, so that leaving the page loses nothing. */
function useJourneyDraft(journey: Journey): {
  draft: Draft;
  change: (draft: Draft) => void;
  discard: () => void;
  isChanged: boolean;
} {
  const saved = draftOf(journey);
  const kept = useDraft(`journey.${journey.id}`);
  const draft = kept.text ? (JSON.parse(kept.text) as Draft) : saved;
  return {
    draft,
    change: (next) => kept.change(JSON.stringify(next)),
    discard: () => {
      kept.change("");
      kept.forget();
    },
    isChanged: JSON.stringify(draft) !== JSON.stringify(saved),
  };
}
