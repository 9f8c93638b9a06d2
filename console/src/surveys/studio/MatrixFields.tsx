import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { freshWords } from "./blank.ts";
import { Field } from "./Field.tsx";
import { below, Flag } from "./fields.tsx";
import type { Cells, Of } from "./format.ts";
import { OptionsEditor } from "./OptionsEditor.tsx";
import type { Path } from "./path.ts";
import { RatingFields } from "./ScaleFields.tsx";
import { useStudio } from "./studio.ts";

/** Rows, and what each is answered with. */
export function MatrixFields({ at, question }: { at: Path; question: Of<"matrix"> }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, set } = useStudio();
  const { cells } = question;
  const place = below(at, "cells");
  return (
    <>
      <OptionsEditor at={below(at, "rows")} label={t("of.rows")} prefix="row" has={{ fixed: true }} />
      <Field at={below(place, "kind")} label={t("of.cells")}>
        {(control) => (
          <Select<Cells["kind"]>
            {...control}
            value={cells.kind}
            options={(["single", "multiple", "rating"] as const).map((kind) => ({
              value: kind,
              label: t(`cells.${kind}`),
            }))}
            onChange={(kind) => set(place, cellsOf(cells, kind, survey.default_language))}
          />
        )}
      </Field>
      {cells.kind === "rating" ? (
        <RatingFields at={place} />
      ) : (
        <OptionsEditor
          at={below(place, "columns")}
          label={t("of.columns")}
          prefix="column"
          has={{ score: true, exclusive: cells.kind === "multiple" }}
        />
      )}
      <Flag at={below(at, "every_row")} label={t("of.everyRow")} />
      <Flag at={below(at, "random_rows")} label={t("of.randomRows")} hint={t("of.randomHint")} />
    </>
  );
}

/** Cells of another kind; columns stay columns. */
function cellsOf(cells: Cells, kind: Cells["kind"], language: string): Cells {
  if (kind === "rating") return { kind, shape: "star", min: 1, max: 5 };
  const columns =
    cells.kind === "rating"
      ? [1, 2].map((nth) => ({ id: `column_${nth}`, label: freshWords("column", language, nth) }))
      : cells.columns;
  return { kind, columns };
}
