// The studio's fields, each bound to a place in the document.

import { Checkbox, Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DayField } from "../../ui/DayField.tsx";
import { MomentField } from "../../ui/MomentField.tsx";
import { isFresh } from "./blank.ts";
import { resay } from "./draft.ts";
import styles from "./Field.module.css";
import { Field, type FieldProps } from "./Field.tsx";
import { MOST, type Text } from "./format.ts";
import { get, type Path } from "./path.ts";
import { useStudio } from "./studio.ts";
import { directionOf } from "./texts.ts";

/** Words in the language on screen; those of the default language show through where there are none. */
export function Words({
  isLong = false,
  autoFocus = false,
  hint,
  ...field
}: FieldProps & { isLong?: boolean; autoFocus?: boolean }): ReactNode {
  const { survey, language, set } = useStudio();
  const text = (get(survey, field.at) ?? {}) as Text;
  const isNeeded = language === survey.default_language;
  const put = (words: string): void => {
    const next = resay(text, language, words);
    // A title stays as an empty text, so that the server says that it is missing.
    const name = field.at.at(-1);
    set(field.at, Object.keys(next).length > 0 || name === "title" || name === "label" ? next : undefined);
  };
  return (
    <Field {...field} hint={hint}>
      {(control) => (
        <Input.TextArea
          {...control}
          autoFocus={autoFocus}
          value={text[language] ?? ""}
          placeholder={isNeeded ? "" : text[survey.default_language]}
          lang={language}
          dir={directionOf(language)}
          rows={isLong ? 3 : 1}
          className={styles.grows ?? ""}
          maxLength={isLong ? MOST.prose : MOST.label}
          // Words that nobody wrote yet are written over.
          onFocus={({ target }) => isFresh(target.value) && target.select()}
          onChange={({ target }) => put(target.value)}
        />
      )}
    </Field>
  );
}

/** A yes or no that is left out while it is no. */
export function Flag({ at, label, hint, isKept = false }: FieldProps & { isKept?: boolean }): ReactNode {
  const { survey, set } = useStudio();
  return (
    <div className={styles.check}>
      <Checkbox
        checked={get(survey, at) === true}
        onChange={({ target }) => set(at, target.checked || (isKept ? false : undefined))}
      >
        {label}
      </Checkbox>
      {hint && <p className={styles.hint}>{hint}</p>}
    </div>
  );
}

/** A number, or none. */
export function Count({
  min,
  max,
  step,
  isNeeded = false,
  ...field
}: FieldProps & { min?: number; max?: number; step?: number; isNeeded?: boolean }): ReactNode {
  const { survey, set } = useStudio();
  const value = get(survey, field.at) as number | undefined;
  return (
    <Field {...field}>
      {(control) => (
        <InputNumber<number>
          {...control}
          className={styles.number ?? ""}
          value={value ?? null}
          {...(min === undefined ? {} : { min })}
          {...(max === undefined ? {} : { max })}
          {...(step === undefined ? {} : { step })}
          onChange={(next) => {
            if (next !== null || !isNeeded) set(field.at, next ?? undefined);
          }}
        />
      )}
    </Field>
  );
}

/** A line of plain text: a name, an address. */
export function Line({
  type = "text",
  max = MOST.name,
  isNeeded = false,
  ...field
}: FieldProps & { type?: "text" | "url"; max?: number; isNeeded?: boolean }): ReactNode {
  const { survey, set } = useStudio();
  const value = get(survey, field.at) as string | undefined;
  return (
    <Field {...field}>
      {(control) => (
        <Input
          {...control}
          type={type}
          value={value ?? ""}
          maxLength={max}
          onChange={({ target }) => set(field.at, target.value || (isNeeded ? "" : undefined))}
        />
      )}
    </Field>
  );
}

/** A day. */
export function Day(field: FieldProps): ReactNode {
  const { survey, set } = useStudio();
  return (
    <Field {...field}>
      {(control) => (
        <DayField
          {...control}
          value={get(survey, field.at) as string | undefined}
          onChange={(day) => set(field.at, day)}
        />
      )}
    </Field>
  );
}

/** A time of day on a day, by the clock of whoever looks. */
export function Moment(field: FieldProps): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, set } = useStudio();
  return (
    <Field {...field}>
      {(control) => (
        <MomentField
          {...control}
          timeLabel={t("timeOf", { what: field.label })}
          value={get(survey, field.at) as string | undefined}
          onChange={(moment) => set(field.at, moment)}
        />
      )}
    </Field>
  );
}

/** One of a few words of the format. */
export function Pick({
  options,
  isOptional = false,
  ...field
}: FieldProps & { options: { value: string; label: string }[]; isOptional?: boolean }): ReactNode {
  const { survey, set } = useStudio();
  const { t } = useTranslation("studio");
  const value = get(survey, field.at) as string | undefined;
  return (
    <Field {...field}>
      {(control) => (
        <Select<string>
          {...control}
          value={value ?? (isOptional ? "" : null)}
          options={isOptional ? [{ value: "", label: t("none") }, ...options] : options}
          onChange={(next) => set(field.at, next || undefined)}
        />
      )}
    </Field>
  );
}

/** Fields side by side where there is room. */
export function Row({ children }: { children: ReactNode }): ReactNode {
  return <div className={styles.row}>{children}</div>;
}

export const below = (at: Path, ...names: (string | number)[]): Path => [...at, ...names];
