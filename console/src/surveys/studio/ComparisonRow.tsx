import { DeleteOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Condition.module.css";
import type { Comparison, Operator } from "./condition.ts";
import { comparisonFor, operatorsOf, type Subject, type SubjectGroup, withOperator } from "./subjects.ts";
import { Values } from "./Values.tsx";

/** Whose subjects have names of the studio's own. */
const NAMED: ReadonlySet<SubjectGroup> = new Set(["customer", "order", "unit", "more"]);

/** What is not asked is known or not, and has words of anybody. */
const UNASKED = {
  answered: "operator.known",
  empty: "operator.unknown",
  includes: "operator.has",
  excludes: "operator.has_not",
} as const;

interface ComparisonRowProps {
  comparison: Comparison;
  subjects: readonly Subject[];
  /** Another comparison, or none when it was taken away. */
  onChange: (comparison: Comparison | undefined) => void;
}

/** What is compared, how, and with what. */
export function ComparisonRow({ comparison, subjects, onChange }: ComparisonRowProps): ReactNode {
  const { t } = useTranslation("studio");
  const subject = subjects.find(({ path }) => path === comparison.subject);
  const groups = [...new Set(subjects.map(({ group }) => group))];
  const nameOf = ({ label, path, group }: Subject): string =>
    label ||
    (NAMED.has(group) || path === "scores.total"
      ? t(`subject.${path as "language"}`, { defaultValue: path })
      : path);
  const options = groups.map((group: SubjectGroup) => ({
    label: t(`condition.about.${group}`),
    options: subjects
      .filter((one) => one.group === group)
      .map((one) => ({ value: one.path, label: nameOf(one) })),
  }));
  const fitting = operatorsOf(subject);
  const operators = fitting.includes(comparison.operator) ? fitting : [comparison.operator, ...fitting];
  const isAnswer = !subject || subject.group === "answers";
  const wordOf = (operator: Operator): string =>
    t(
      isAnswer || !(operator in UNASKED) ? `operator.${operator}` : UNASKED[operator as keyof typeof UNASKED],
    );
  return (
    <div className={styles.comparison}>
      <Select<string>
        className={styles.subject ?? ""}
        aria-label={t("condition.subject")}
        showSearch={{ optionFilterProp: "label" }}
        value={comparison.subject}
        options={subject ? options : [{ value: comparison.subject, label: comparison.subject }, ...options]}
        onChange={(path) => {
          const next = subjects.find((one) => one.path === path);
          if (next) onChange(comparisonFor(next));
        }}
      />
      <Select<Operator>
        className={styles.operator ?? ""}
        aria-label={t("condition.operator")}
        value={comparison.operator}
        options={operators.map((operator) => ({ value: operator, label: wordOf(operator) }))}
        onChange={(operator) => onChange(withOperator(comparison, operator, subject))}
      />
      <Values
        comparison={comparison}
        subject={subject}
        onChange={(values) => onChange({ ...comparison, values })}
      />
      <Button
        type="text"
        icon={<DeleteOutlined aria-hidden />}
        aria-label={t("condition.removePart")}
        onClick={() => onChange(undefined)}
      />
    </div>
  );
}
