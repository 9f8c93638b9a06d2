import { DatePicker, TimePicker } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useNarrow } from "./useNarrow.ts";

const DAY = "YYYY-MM-DD";
const CLOCK = "HH:mm";

/** What a form's control has, and what it is called when no label stands beside it. */
export interface FieldProps {
  id?: string;
  className?: string;
  value?: string | undefined;
  onChange?: (value: string | undefined) => void;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean | undefined;
}

/**
 * A day as `2026-03-31`, typed or chosen. Not the browser's own field, which speaks the browser's language whatever
 * the console's is.
 */
export function DayField({
  value,
  onChange,
  min,
  max,
  ...rest
}: FieldProps & { min?: string | undefined; max?: string | undefined }): ReactNode {
  const isNarrow = useNarrow();
  return (
    <DatePicker
      {...rest}
      value={value ? dayjs(value) : null}
      minDate={dayjs(min ?? "1900-01-01")}
      maxDate={dayjs(max ?? "2100-12-31")}
      format={DAY}
      placeholder={DAY}
      // A thumb chooses; the keyboard would cover what it chooses from.
      inputReadOnly={isNarrow}
      onChange={(day) => onChange?.(day?.format(DAY))}
    />
  );
}

/** A time of day as `21:30`. */
export function ClockField({ value, onChange, ...rest }: FieldProps): ReactNode {
  const isNarrow = useNarrow();
  return (
    <TimePicker
      {...rest}
      value={value ? dayjs(`2000-01-01T${value}`) : null}
      format={CLOCK}
      placeholder={CLOCK}
      inputReadOnly={isNarrow}
      needConfirm={false}
      onChange={(time) => onChange?.(time?.format(CLOCK))}
    />
  );
}
