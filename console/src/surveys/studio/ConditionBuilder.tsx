import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ComparisonRow } from "./ComparisonRow.tsx";
import styles from "./Condition.module.css";
import { type Condition, type Group, isGroup } from "./condition.ts";
import { replaced, without } from "./draft.ts";
import { comparisonFor, type Subject } from "./subjects.ts";

interface ConditionBuilderProps {
  group: Group;
  /** What it can be about. */
  subjects: readonly Subject[];
  /** Another condition, or none when its last part was taken away. */
  onChange: (condition: Condition | undefined) => void;
  /** It stands in another group. */
  isInner?: boolean;
}

/** All or any of several comparisons; a group may stand among them. */
export function ConditionBuilder({
  group,
  subjects,
  onChange,
  isInner = false,
}: ConditionBuilderProps): ReactNode {
  const { t } = useTranslation("studio");
  const [first] = subjects;
  const other = group.join === "and" ? "or" : "and";
  const put = (parts: readonly Condition[]): void => {
    const [only] = parts;
    onChange(parts.length > 1 ? { ...group, parts } : only);
  };
  return (
    <div className={styles.group} data-inner={isInner || undefined}>
      {group.parts.length > 1 && (
        <Segmented<Group["join"]>
          size="small"
          aria-label={t("condition.join")}
          value={group.join}
          options={[
            { value: "and", label: t("condition.and") },
            { value: "or", label: t("condition.or") },
          ]}
          onChange={(join) => onChange({ ...group, join })}
        />
      )}
      {group.parts.map((part, at) =>
        isGroup(part) ? (
          <ConditionBuilder
            // Parts have no names of their own, and are only added at the end.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={at}
            isInner
            subjects={subjects}
            group={part}
            onChange={(next) => put(next ? replaced(group.parts, at, next) : without(group.parts, at))}
          />
        ) : (
          <ComparisonRow
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={at}
            comparison={part}
            subjects={subjects}
            onChange={(next) => put(next ? replaced(group.parts, at, next) : without(group.parts, at))}
          />
        ),
      )}
      {first && (
        <div className={styles.buttons}>
          <Button
            size="small"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => put([...group.parts, comparisonFor(first)])}
          >
            {t("condition.add")}
          </Button>
          {!isInner && group.parts.length > 1 && (
            <Button
              size="small"
              type="text"
              onClick={() =>
                put([...group.parts, { join: other, parts: [comparisonFor(first), comparisonFor(first)] }])
              }
            >
              {t("condition.addGroup")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
