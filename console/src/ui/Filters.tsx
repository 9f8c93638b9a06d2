import { Select } from "antd";
import type { ReactNode } from "react";
import styles from "./Filters.module.css";

/** The row above a list in which it is narrowed down. */
export function Filters({ children }: { children: ReactNode }): ReactNode {
  return <div className={styles.filters}>{children}</div>;
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
