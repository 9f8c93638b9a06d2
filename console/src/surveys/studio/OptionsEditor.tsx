import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { moved, without } from "./draft.ts";
import { Field } from "./Field.tsx";
import { type Choice, MOST } from "./format.ts";
import { OptionRow } from "./OptionRow.tsx";
import styles from "./OptionsEditor.module.css";
import { addOption, isList, type Prefix, pasted } from "./options.ts";
import { get, type Path } from "./path.ts";
import { useStudio } from "./studio.ts";

interface OptionsEditorProps {
  at: Path;
  label: string;
  prefix: Prefix;
  /** What else an option can have here. */
  has: { score?: boolean; image?: boolean; exclusive?: boolean; fixed?: boolean };
}

/** Options, rows or columns: written one below the other, or pasted as a list. */
export function OptionsEditor({ at, label, prefix, has }: OptionsEditorProps): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language, set } = useStudio();
  const options = (get(survey, at) ?? []) as Choice[];
  const list = useRef<HTMLOListElement>(null);
  const [focus, setFocus] = useState<number>();
  const [dragged, setDragged] = useState<number>();
  useEffect(() => {
    if (focus === undefined) return;
    list.current?.querySelectorAll<HTMLElement>("[data-option-words]")[focus]?.focus();
    setFocus(undefined);
  }, [focus]);
  const put = (next: Choice[], then?: number): void => {
    set(at, next);
    if (then !== undefined) setFocus(then);
  };
  return (
    <Field at={at} label={label} hint={t("option.hint")}>
      {({ id }) => (
        <div className={styles.editor}>
          <ol ref={list} id={id} className={styles.list} aria-label={label}>
            {options.map((option, nth) => (
              <OptionRow
                key={option.id}
                at={[...at, nth]}
                option={option}
                nth={nth}
                count={options.length}
                has={has}
                isDragged={dragged === nth}
                onEnter={() => put(addOption(options, prefix, survey.default_language, nth + 1), nth + 1)}
                onPaste={(text) => {
                  if (!isList(text)) return false;
                  put(pasted(options, nth, text, language, prefix));
                  return true;
                }}
                onMove={(to) => put(moved(options, nth, to), to)}
                onRemove={() => put(without(options, nth), Math.max(0, nth - 1))}
                onDrag={setDragged}
                onDrop={() => dragged !== undefined && put(moved(options, dragged, nth))}
              />
            ))}
          </ol>
          <div>
            <Button
              size="small"
              icon={<PlusOutlined aria-hidden />}
              disabled={options.length >= MOST.choices}
              onClick={() => put(addOption(options, prefix, survey.default_language), options.length)}
            >
              {t("option.add")}
            </Button>
          </div>
        </div>
      )}
    </Field>
  );
}
