import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { freshWords } from "./blank.ts";
import { ConditionField } from "./ConditionField.tsx";
import { without } from "./draft.ts";
import styles from "./Editor.module.css";
import { below, Words } from "./fields.tsx";
import { type Check, MOST, type Question } from "./format.ts";
import { get, type Path } from "./path.ts";
import { useStudio } from "./studio.ts";

/** What an answer has to meet besides its kind, and what is said when it does not. */
export function Checks({ at, question }: { at: Path; question: Question }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, set } = useStudio();
  const checks = (get(survey, at) ?? []) as Check[];
  const put = (next: Check[]): void => set(at, next.length > 0 ? next : undefined);
  return (
    <div className={styles.fields}>
      {checks.map((_, nth) => (
        // A check has no name, and its place is what the server calls it by.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={nth} className={styles.check}>
          <ConditionField
            at={below(at, nth, "holds")}
            label={t("question.holds")}
            without={t("condition.missing")}
            isNeeded
          />
          <Words at={below(at, nth, "message")} label={t("question.message")} />
          <div>
            <Button size="small" type="text" onClick={() => put(without(checks, nth))}>
              {t("question.removeCheck")}
            </Button>
          </div>
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon={<PlusOutlined aria-hidden />}
          disabled={checks.length >= MOST.checks}
          onClick={() =>
            put([
              ...checks,
              {
                holds: `answers.${question.id} != null`,
                message: freshWords("message", survey.default_language),
              },
            ])
          }
        >
          {t("question.addCheck")}
        </Button>
      </div>
    </div>
  );
}
