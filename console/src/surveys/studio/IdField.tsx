import { Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "./Field.tsx";
import { isKey, MOST } from "./format.ts";
import type { Path } from "./path.ts";

interface IdFieldProps {
  at: Path;
  id: string;
  taken: readonly string[];
  hint: string;
  onRename: (id: string) => void;
}

/** The name of a page or question in logic and exports. It is taken over when the field is left, and only if it can be. */
export function IdField({ at, id, taken, hint, onRename }: IdFieldProps): ReactNode {
  const { t } = useTranslation("studio");
  const [typed, setTyped] = useState(id);
  const isTaken = typed !== id && taken.includes(typed);
  const wrong = isTaken ? t("idTaken") : isKey(typed) ? undefined : t("idWrong");
  const take = (): void => {
    if (wrong) setTyped(id);
    else if (typed !== id) onRename(typed);
  };
  return (
    <Field at={at} label={t("id")} hint={wrong ?? hint}>
      {(control) => (
        <Input
          {...control}
          value={typed}
          status={wrong ? "error" : ""}
          maxLength={MOST.key}
          spellCheck={false}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={take}
          onPressEnter={take}
        />
      )}
    </Field>
  );
}
