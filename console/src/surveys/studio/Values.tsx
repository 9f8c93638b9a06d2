import { Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { UnitSelect } from "../../ui/UnitSelect.tsx";
import styles from "./Condition.module.css";
import type { Comparison, Value } from "./condition.ts";
import { type Subject, wants } from "./subjects.ts";

interface ValuesProps {
  comparison: Comparison;
  subject: Subject | undefined;
  onChange: (values: readonly Value[]) => void;
}

/** With what something is compared: nothing, several or one. */
export function Values(props: ValuesProps): ReactNode {
  switch (wants(props.comparison.operator)) {
    case "none":
      return null;
    case "several":
      return <Several {...props} />;
    case "one":
      return <One {...props} />;
  }
}

function Several({ comparison: { values }, subject, onChange }: ValuesProps): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <Select<string[]>
      className={styles.value ?? ""}
      aria-label={t("condition.value")}
      mode={subject?.choices ? "multiple" : "tags"}
      value={values.map(String)}
      options={subject?.choices ?? []}
      // Nothing to choose from would be no condition.
      onChange={(next) => onChange(next.length > 0 ? next : values)}
    />
  );
}

function One({ comparison: { values }, subject, onChange }: ValuesProps): ReactNode {
  const { t } = useTranslation("studio");
  const field = { className: styles.value ?? "", "aria-label": t("condition.value") };
  const [first] = values;
  if (typeof first === "boolean") {
    return (
      <Select<"yes" | "no">
        {...field}
        value={first ? "yes" : "no"}
        options={(["yes", "no"] as const).map((word) => ({ value: word, label: t(word) }))}
        onChange={(next) => onChange([next === "yes"])}
      />
    );
  }
  if (typeof first === "number") {
    return <InputNumber<number> {...field} value={first} onChange={(next) => onChange([next ?? 0])} />;
  }
  if (subject?.choices) {
    return (
      <Select<string>
        {...field}
        value={first ?? null}
        options={subject.choices}
        onChange={(next) => onChange([next])}
      />
    );
  }
  if (subject?.type === "unit" || subject?.type === "units") {
    return (
      <div className={styles.value}>
        <UnitSelect
          value={first || undefined}
          label={t("condition.value")}
          placeholder={t("condition.unit")}
          onChange={(unit) => onChange([unit ?? ""])}
        />
      </div>
    );
  }
  return (
    <Input
      {...field}
      type={subject?.type === "day" ? "date" : "text"}
      value={first ?? ""}
      onChange={({ target }) => onChange([target.value])}
    />
  );
}
