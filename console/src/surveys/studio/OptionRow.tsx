import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  EllipsisOutlined,
  HolderOutlined,
} from "@ant-design/icons";
import { Button, Input } from "antd";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { isFresh } from "./blank.ts";
import { ConditionField } from "./ConditionField.tsx";
import { resay } from "./draft.ts";
import { at as faultsAt, under } from "./faults.ts";
import { below, Count, Flag, Line, Row } from "./fields.tsx";
import { type Choice, MOST, said } from "./format.ts";
import styles from "./OptionsEditor.module.css";
import { type Path, written } from "./path.ts";
import { useStudio } from "./studio.ts";
import { directionOf } from "./texts.ts";

interface OptionRowProps {
  at: Path;
  option: Choice;
  nth: number;
  count: number;
  has: { score?: boolean; image?: boolean; exclusive?: boolean; fixed?: boolean };
  isDragged: boolean;
  onEnter: () => void;
  /** Whether it was taken as a list. */
  onPaste: (text: string) => boolean;
  onMove: (to: number) => void;
  onRemove: () => void;
  onDrag: (at: number | undefined) => void;
  onDrop: () => void;
}

/** One option: its words, its place, and behind a button what it has besides. */
export function OptionRow(props: OptionRowProps): ReactNode {
  const { at, option, nth, count, has, isDragged, onEnter, onPaste, onMove, onRemove, onDrag, onDrop } =
    props;
  const { t } = useTranslation("studio");
  const { survey, language, set, faults } = useStudio();
  const [isOpen, setOpen] = useState(false);
  const path = written(at);
  const wrong = faultsAt(faults, `${path}.label`, language);
  const others = under(faults, path).length - wrong.length;
  const name = said(option.label, language, survey) || t("option.nth", { nth: nth + 1 });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const { key, altKey, currentTarget } = event;
    const steps: Record<string, (() => void) | undefined> = {
      Enter: count < MOST.choices ? onEnter : undefined,
      Backspace: currentTarget.value === "" && count > 1 ? onRemove : undefined,
      ArrowUp: altKey ? () => onMove(nth - 1) : undefined,
      ArrowDown: altKey ? () => onMove(nth + 1) : undefined,
    };
    const step = steps[key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  return (
    <li
      className={styles.option}
      data-dragged={isDragged || undefined}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      <div className={styles.line}>
        <span
          className={styles.grip}
          draggable
          aria-hidden="true"
          onDragStart={(event) => {
            event.dataTransfer.setData("text/plain", option.id);
            onDrag(nth);
          }}
          onDragEnd={() => onDrag(undefined)}
        >
          <HolderOutlined />
        </span>
        <Input
          data-option-words
          aria-label={t("option.words", { nth: nth + 1 })}
          aria-invalid={wrong.length > 0 || undefined}
          status={wrong.length > 0 ? "error" : ""}
          value={option.label[language] ?? ""}
          placeholder={option.label[survey.default_language] || t("option.nth", { nth: nth + 1 })}
          lang={language}
          dir={directionOf(language)}
          maxLength={MOST.label}
          onChange={({ target }) => set(below(at, "label"), resay(option.label, language, target.value))}
          // Words that nobody wrote yet are written over.
          onFocus={({ target }) => isFresh(target.value) && target.select()}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            if (onPaste(event.clipboardData.getData("text/plain"))) event.preventDefault();
          }}
        />
        <span className={styles.tools}>
          <Button
            type="text"
            icon={<ArrowUpOutlined aria-hidden />}
            aria-label={t("moveUp", { name })}
            disabled={nth === 0}
            onClick={() => onMove(nth - 1)}
          />
          <Button
            type="text"
            icon={<ArrowDownOutlined aria-hidden />}
            aria-label={t("moveDown", { name })}
            disabled={nth === count - 1}
            onClick={() => onMove(nth + 1)}
          />
          <Button
            type="text"
            icon={<EllipsisOutlined aria-hidden />}
            aria-label={t("option.more", { name })}
            aria-expanded={isOpen}
            danger={others > 0}
            onClick={() => setOpen(!isOpen)}
          />
          <Button
            type="text"
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t("remove", { name })}
            disabled={count === 1}
            onClick={onRemove}
          />
        </span>
      </div>
      {wrong.map(({ message }) => (
        <p key={message} className={styles.wrong}>
          {message}
        </p>
      ))}
      {isOpen && <Details at={at} has={has} />}
    </li>
  );
}

function Details({ at, has }: Pick<OptionRowProps, "at" | "has">): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <div className={styles.details}>
      <Row>
        <Line at={below(at, "id")} label={t("id")} hint={t("option.idHint")} max={MOST.key} isNeeded />
        {has.score && (
          <Count at={below(at, "score")} label={t("option.score")} hint={t("option.scoreHint")} />
        )}
      </Row>
      {has.image && <Line at={below(at, "image")} label={t("option.image")} type="url" max={2_000} />}
      {has.exclusive && <Flag at={below(at, "exclusive")} label={t("option.exclusive")} />}
      {has.fixed && <Flag at={below(at, "fixed")} label={t("option.fixed")} />}
      <ConditionField at={below(at, "show_when")} label={t("option.showWhen")} without={t("always")} />
    </div>
  );
}
