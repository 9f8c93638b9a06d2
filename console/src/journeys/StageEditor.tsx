import { PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { addTouchpoint, changeStage, type Draft, removeStage, TOUCHPOINTS_MAX } from "./draft.ts";
import { resay, type Stage, say, touchpointsOf } from "./journey.ts";
import { MoveButtons } from "./MoveButtons.tsx";
import styles from "./StageEditor.module.css";
import { TouchpointEditor } from "./TouchpointEditor.tsx";
import type { Reorder } from "./useReorder.ts";

interface StageEditorProps {
  draft: Draft;
  stage: Stage;
  nth: number;
  change: (draft: Draft) => void;
  reorder: Reorder;
}

/** A stage with its touchpoints, to be changed. */
export function StageEditor({ draft, stage, nth, change, reorder }: StageEditorProps): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const called = say(stage.name, language);
  const isFull = touchpointsOf(draft).length >= TOUCHPOINTS_MAX;
  return (
    <li
      className={styles.stage}
      data-dragged={reorder.dragged?.kind === "stage" && reorder.dragged.id === stage.id}
      {...reorder.stagePlace(nth)}
    >
      <div className={styles.head}>
        <Input
          className={styles.name ?? ""}
          aria-label={t("edit.stageName")}
          value={stage.name[language] ?? ""}
          placeholder={called}
          maxLength={100}
          onChange={({ target }) =>
            change(changeStage(draft, stage.id, { name: resay(stage.name, language, target.value) }))
          }
        />
        <MoveButtons
          kind="stage"
          id={stage.id}
          name={stage.name}
          called={called}
          isFirst={nth === 0}
          isLast={nth === draft.stages.length - 1}
          reorder={reorder}
          onRemove={() => change(removeStage(draft, stage.id))}
        />
      </div>
      <ol className={styles.touchpoints} aria-label={t("edit.touchpointsOf", { name: called })}>
        {stage.touchpoints.map((touchpoint, at) => (
          <TouchpointEditor
            key={touchpoint.id}
            draft={draft}
            touchpoint={touchpoint}
            place={reorder.touchpointPlace(stage.id, at)}
            isFirst={nth === 0 && at === 0}
            isLast={nth === draft.stages.length - 1 && at === stage.touchpoints.length - 1}
            change={change}
            reorder={reorder}
          />
        ))}
      </ol>
      <div
        className={styles.end}
        data-end={stage.id}
        {...reorder.touchpointPlace(stage.id, stage.touchpoints.length)}
      >
        <Button
          type="dashed"
          icon={<PlusOutlined aria-hidden />}
          disabled={isFull}
          onClick={() => change(addTouchpoint(draft, stage.id, t("edit.newTouchpoint"), language))}
        >
          {t("edit.addTouchpoint")}
        </Button>
      </div>
    </li>
  );
}
