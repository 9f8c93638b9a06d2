import { Checkbox, Input, Select } from "antd";
import type { DragEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import type { Metric } from "../ui/metric.ts";
import { AskedPicker } from "./AskedPicker.tsx";
import { changeTouchpoint, type Draft, removeTouchpoint } from "./draft.ts";
import { askedOf, resay, say, type Touchpoint } from "./journey.ts";
import { MoveButtons } from "./MoveButtons.tsx";
import styles from "./TouchpointEditor.module.css";
import type { Reorder } from "./useReorder.ts";

interface TouchpointEditorProps {
  draft: Draft;
  touchpoint: Touchpoint;
  place: { onDragOver: (event: DragEvent) => void; onDrop: (event: DragEvent) => void };
  isFirst: boolean;
  isLast: boolean;
  change: (draft: Draft) => void;
  reorder: Reorder;
}

const METRICS: readonly Metric[] = ["nps", "csat", "ces"];

/** A touchpoint to be changed: its name, whether it decides, how it is measured, what asks about it. */
export function TouchpointEditor(props: TouchpointEditorProps): ReactNode {
  const { draft, touchpoint, place, isFirst, isLast, change, reorder } = props;
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const called = say(touchpoint.name, language);
  const put = (part: Partial<Touchpoint>): void => change(changeTouchpoint(draft, touchpoint.id, part));
  return (
    <li
      className={styles.touchpoint}
      data-dragged={reorder.dragged?.kind === "touchpoint" && reorder.dragged.id === touchpoint.id}
      data-touchpoint={touchpoint.id}
      {...place}
    >
      <Input
        className={styles.name ?? ""}
        aria-label={t("edit.touchpointName")}
        value={touchpoint.name[language] ?? ""}
        placeholder={called}
        maxLength={100}
        onChange={({ target }) => put({ name: resay(touchpoint.name, language, target.value) })}
      />
      <Select<Metric>
        className={styles.metric ?? ""}
        aria-label={t("edit.metricOf", { name: called })}
        value={touchpoint.metric}
        options={METRICS.map((metric) => ({ value: metric, label: t(`metric.${metric}`) }))}
        // What asks for another kind of number cannot be counted any more.
        onChange={(metric) => put({ metric, asked: askedOf(touchpoint).filter(({ question }) => !question) })}
      />
      <AskedPicker
        name={called}
        metric={touchpoint.metric}
        asked={askedOf(touchpoint)}
        onChange={(asked) => put({ asked })}
      />
      <Checkbox
        className={styles.moment ?? ""}
        checked={touchpoint.moment_of_truth}
        onChange={({ target }) => put({ moment_of_truth: target.checked })}
      >
        {t("moment")}
      </Checkbox>
      <MoveButtons
        kind="touchpoint"
        id={touchpoint.id}
        name={touchpoint.name}
        called={called}
        isFirst={isFirst}
        isLast={isLast}
        reorder={reorder}
        onRemove={() => change(removeTouchpoint(draft, touchpoint.id))}
      />
    </li>
  );
}
