import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ConditionField } from "./ConditionField.tsx";
import { Field } from "./Field.tsx";
import { below, Pick, Row } from "./fields.tsx";
import { questionsOf, type Rule, said, type Then } from "./format.ts";
import { ListCard } from "./ListCard.tsx";
import type { Path } from "./path.ts";
import { useStudio } from "./studio.ts";
import { useEndings } from "./useEndings.ts";
import { ValueField } from "./ValueField.tsx";

/** What happens when a page is left. */
export function Rules(): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <ListCard<Rule>
      at={["rules"]}
      title={t("rule.title")}
      text={t("rule.text")}
      verb={t("rule.add")}
      // biome-ignore lint/suspicious/noThenProperty: so the format calls it
      fresh={() => ({ then: { do: "end" } })}
      name={(_, nth) => t("rule.nth", { nth: nth + 1 })}
    >
      {(at, rule) => <RuleFields at={at} rule={rule} />}
    </ListCard>
  );
}

function RuleFields({ at, rule }: { at: Path; rule: Rule }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, set } = useStudio();
  const pages = usePages();
  const begin = (what: Then["do"]): Then => {
    if (what === "skip_to") return { do: what, page: survey.pages.at(-1)?.id ?? "" };
    return what === "end" ? { do: what } : { do: what, field: survey.hidden?.[0]?.id ?? "", value: "''" };
  };
  return (
    <>
      <Pick
        at={below(at, "after")}
        label={t("rule.after")}
        hint={t("rule.afterHint")}
        options={pages}
        isOptional
      />
      <ConditionField at={below(at, "when")} label={t("rule.when")} without={t("always")} />
      <Row>
        <Field at={below(at, "then", "do")} label={t("rule.does")}>
          {(control) => (
            <Select<Then["do"]>
              {...control}
              value={rule.then.do}
              options={(["skip_to", "end", "set"] as const).map((what) => ({
                value: what,
                label: t(`rule.do.${what}`),
              }))}
              onChange={(what) => set(below(at, "then"), begin(what))}
            />
          )}
        </Field>
        <ThenFields at={below(at, "then")} then={rule.then} />
      </Row>
    </>
  );
}

function ThenFields({ at, then }: { at: Path; then: Then }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language } = useStudio();
  const pages = usePages();
  const endings = useEndings();
  switch (then.do) {
    case "skip_to":
      return <Pick at={below(at, "page")} label={t("rule.page")} options={pages} />;
    case "end":
      return <Pick at={below(at, "ending")} label={t("rule.ending")} options={endings} isOptional />;
    case "set": {
      const fields = [
        ...(survey.hidden ?? []).map(({ id }) => ({ value: id, label: id })),
        ...questionsOf(survey).map(({ id, title }) => ({
          value: id,
          label: said(title, language, survey) || id,
        })),
      ];
      return (
        <>
          <Pick at={below(at, "field")} label={t("rule.field")} options={fields} />
          <ValueField at={below(at, "value")} label={t("rule.value")} />
        </>
      );
    }
  }
}

function usePages(): { value: string; label: string }[] {
  const { t } = useTranslation("studio");
  const { survey, language } = useStudio();
  return survey.pages.map(({ id, title }, nth) => ({
    value: id,
    label: said(title, language, survey) || t("outline.page", { nth: nth + 1 }),
  }));
}
