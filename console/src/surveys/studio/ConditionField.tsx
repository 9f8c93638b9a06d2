import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CelText } from "./CelText.tsx";
import styles from "./Condition.module.css";
import { ConditionBuilder } from "./ConditionBuilder.tsx";
import { asGroup, read, write } from "./condition.ts";
import { Field, type FieldProps } from "./Field.tsx";
import { useKnownFields } from "./known.ts";
import { get } from "./path.ts";
import { useStudio } from "./studio.ts";
import { comparisonFor, subjectsAt } from "./subjects.ts";

interface ConditionFieldProps extends FieldProps {
  /** What holds without a condition: "always", "never". */
  without: string;
  /** There has to be one. */
  isNeeded?: boolean;
}

/** A condition as CEL; where it has that form, also put together from its parts. Either follows the other. */
export function ConditionField({ without, isNeeded = false, ...field }: ConditionFieldProps): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language, set } = useStudio();
  const cel = get(survey, field.at) as string | undefined;
  const condition = cel === undefined ? undefined : read(cel);
  const subjects = subjectsAt(survey, language, field.at, useKnownFields());
  const put = (next: string | undefined): void => set(field.at, next ?? (isNeeded ? "" : undefined));
  const begin = (): void => {
    const [first] = subjects;
    put(first ? write(comparisonFor(first)) : "true");
  };
  return (
    <div className={styles.condition}>
      <Field {...field}>
        {(control) => (
          <fieldset aria-label={field.label} className={styles.body}>
            {condition && (
              <ConditionBuilder
                subjects={subjects}
                group={asGroup(condition)}
                onChange={(next) => put(next && write(next))}
              />
            )}
            {cel === undefined ? (
              <p className={styles.without} id={control.id}>
                {without}
              </p>
            ) : (
              <CelText {...control} value={cel} onChange={put} />
            )}
          </fieldset>
        )}
      </Field>
      <div className={styles.buttons}>
        {!cel && (
          <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={begin}>
            {t("condition.begin")}
          </Button>
        )}
        {cel && !condition && <span className={styles.without}>{t("condition.onlyText")}</span>}
        {cel && !isNeeded && (
          <Button
            size="small"
            type="text"
            icon={<CloseOutlined aria-hidden />}
            onClick={() => put(undefined)}
          >
            {t("condition.remove")}
          </Button>
        )}
      </div>
    </div>
  );
}
