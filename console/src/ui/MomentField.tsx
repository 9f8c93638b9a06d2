import type { ReactNode } from "react";
import { ClockField, DayField, type FieldProps } from "./DayField.tsx";
import styles from "./MomentField.module.css";
import { instantOf, localOf } from "./time.ts";

/** A time of day on a day, by the clock of whoever looks. Its value is the moment, as the server says it. */
export function MomentField({
  value,
  onChange,
  timeLabel,
  ...rest
}: FieldProps & { timeLabel: string }): ReactNode {
  const [day, time = "00:00"] = value ? localOf(value).split("T") : [];
  return (
    <div className={styles.moment}>
      <DayField {...rest} value={day} onChange={(next) => onChange?.(next && instantOf(`${next}T${time}`))} />
      {day && (
        <ClockField
          aria-label={timeLabel}
          value={time}
          onChange={(next) => onChange?.(instantOf(`${day}T${next ?? "00:00"}`))}
        />
      )}
    </div>
  );
}
