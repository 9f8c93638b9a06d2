import { type ReactNode, useId } from "react";
import styles from "./Field.module.css";
import { at as faultsAt } from "./faults.ts";
import { type Path, written } from "./path.ts";
import { useStudio } from "./studio.ts";

export interface FieldProps {
  /** Where in the document. */
  at: Path;
  label: string;
  hint?: ReactNode;
  /** The label is for screen readers only: what stands around says it. */
  isBare?: boolean;
}

interface Control {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/** A label, a control, what it is for, and what the server found wrong with it. */
export function Field({
  at,
  label,
  hint,
  isBare = false,
  children,
}: FieldProps & { children: (control: Control) => ReactNode }): ReactNode {
  const id = useId();
  const { faults, language } = useStudio();
  const path = written(at);
  const wrong = faultsAt(faults, path, language);
  const described = [hint && `${id}-hint`, wrong.length > 0 && `${id}-wrong`].filter(Boolean).join(" ");
  return (
    <div className={styles.field} data-field={path}>
      <label htmlFor={id} className={isBare ? "visually-hidden" : styles.label}>
        {label}
      </label>
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": wrong.length > 0 || undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {wrong.length > 0 && (
        <p id={`${id}-wrong`} className={styles.wrong}>
          {wrong.map(({ message, position }) => (
            <span key={message}>
              {message}
              {position && ` (${position.line}:${position.column})`}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
