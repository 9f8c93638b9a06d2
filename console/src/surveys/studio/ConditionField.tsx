import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { CelText } from "./CelText.tsx";
import styles from "./Condition.module.css";
import { ConditionBuilder } from "./ConditionBuilder.tsx";
import { asGroup, read, write } from "./condition.ts";
import { Field, type FieldProps } from "./Field.tsx";
import { get } from "./path.ts";
import { useStudio } from "./studio.ts";
import { comparisonFor, subjectsAt } from "./subjects.ts";

interface ConditionFieldProps extends FieldProps {
  /** What holds without a condition: "always", "never". */
  without: string;
  /** There has to be one. */
  isNeeded?: boolean;
}

/** A condition: put together from its parts where it has that form, else as CEL. */
export function ConditionField({ without, isNeeded = false, ...field }: ConditionFieldProps): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language, set } = useStudio();
  const [asText, setAsText] = useState(false);
  const cel = get(survey, field.at) as string | undefined;
  const condition = cel === undefined ? undefined : read(cel);
  const isText = cel !== undefined && (asText || !condition);
  const subjects = subjectsAt(survey, language, field.at);
  const put = (next: string | undefined): void => set(field.at, next ?? (isNeeded ? "" : undefined));
  const begin = (): void => {
    const [first] = subjects;
    setAsText(!first);
    put(first ? write(comparisonFor(first)) : "true");
  };
  return (
    <div className={styles.condition}>
      <Field {...field}>
        {(control) => (
          <fieldset aria-label={field.label} className={styles.body}>
            {!cel && !asText && (
              <p className={styles.without} id={control.id}>
                {without}
              </p>
            )}
            {isText && <CelText {...control} value={cel} onChange={put} />}
            {cel !== undefined && !isText && condition && (
              <ConditionBuilder
                subjects={subjects}
                group={asGroup(condition)}
                onChange={(next) => put(next && write(next))}
              />
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
        {cel && condition && (
          <Button size="small" type="text" onClick={() => setAsText(!asText)}>
            {asText ? t("condition.asParts") : t("condition.asText")}
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
