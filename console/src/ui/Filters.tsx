import { FilterOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Filters.module.css";
import { useNarrow } from "./useNarrow.ts";

interface FiltersProps {
  /** How many of them narrow the list down; with it they are folded away where there is little room. */
  count?: number;
  /** What stands beside them and is never folded away. */
  beside?: ReactNode;
  children: ReactNode;
}

/** The row above a list in which it is narrowed down. */
export function Filters({ count, beside, children }: FiltersProps): ReactNode {
  const { t } = useTranslation("ui");
  const isNarrow = useNarrow();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  if (!isNarrow || count === undefined) {
    return (
      <div className={styles.filters}>
        {children}
        {beside}
      </div>
    );
  }
  return (
    <>
      <div className={styles.folded}>
        <Button
          icon={<FilterOutlined aria-hidden />}
          type={count > 0 ? "primary" : "default"}
          ghost={count > 0}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {count > 0 ? t("filter.some", { count }) : t("filter.verb")}
        </Button>
        {beside}
      </div>
      <div id={id} className={styles.filters} hidden={!isOpen}>
        {isOpen && children}
      </div>
    </>
  );
}

interface ChoiceFilterProps<Word extends string> {
  label: string;
  value: Word | undefined;
  options: readonly { value: Word; label: string }[];
  onChange: (value: Word | undefined) => void;
}

/** One of a few words, or all. */
export function ChoiceFilter<Word extends string>({
  label,
  value,
  options,
  onChange,
}: ChoiceFilterProps<Word>): ReactNode {
  return (
    <Select<Word>
      className={styles.choice ?? ""}
      placeholder={label}
      aria-label={label}
      value={value ?? null}
      options={[...options]}
      allowClear
      onChange={(word: Word | undefined) => onChange(word)}
    />
  );
}
