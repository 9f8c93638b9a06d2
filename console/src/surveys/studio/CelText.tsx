import { Input } from "antd";
import type { ReactNode } from "react";
import styles from "./Condition.module.css";

/** An expression as it is written. */
export function CelText({
  value,
  onChange,
  ...control
}: {
  id: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  value: string;
  onChange: (cel: string) => void;
}): ReactNode {
  return (
    <Input.TextArea
      {...control}
      className={styles.cel ?? ""}
      value={value}
      dir="ltr"
      spellCheck={false}
      rows={1}
      maxLength={4_000}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
