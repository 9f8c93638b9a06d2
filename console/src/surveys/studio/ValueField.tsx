import type { ReactNode } from "react";
import { CelText } from "./CelText.tsx";
import { Field, type FieldProps } from "./Field.tsx";
import { get } from "./path.ts";
import { useStudio } from "./studio.ts";

/** A value in CEL. */
export function ValueField(field: FieldProps): ReactNode {
  const { survey, set } = useStudio();
  return (
    <Field {...field}>
      {(control) => (
        <CelText
          {...control}
          value={(get(survey, field.at) as string | undefined) ?? ""}
          onChange={(cel) => set(field.at, cel)}
        />
      )}
    </Field>
  );
}
