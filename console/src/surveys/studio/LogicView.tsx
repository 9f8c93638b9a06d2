import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ConditionField } from "./ConditionField.tsx";
import { freeId } from "./draft.ts";
import { below, Count, Line, Pick, Row, Words } from "./fields.tsx";
import { type Computed, type Ending, type Hidden, MOST, type Quota, said } from "./format.ts";
import { ListCard } from "./ListCard.tsx";
import { Rules } from "./Rules.tsx";
import { useStudio } from "./studio.ts";
import { useEndings } from "./useEndings.ts";
import { ValueField } from "./ValueField.tsx";
import styles from "./views.module.css";

const ids = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);

/** What happens on the way and at the end, and what is known besides the answers. */
export function LogicView(): ReactNode {
  return (
    <div className={styles.cards}>
      <Rules />
      <Endings />
      <Quotas />
      <HiddenFields />
      <ComputedValues />
    </div>
  );
}

function Endings(): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language } = useStudio();
  return (
    <ListCard<Ending>
      at={["endings"]}
      title={t("ending.title")}
      text={t("ending.text")}
      verb={t("ending.add")}
      fresh={(items) => ({ id: freeId("ending", ids(items)) })}
      name={({ id, title }) => said(title, language, survey) || id}
    >
      {(at) => (
        <>
          <Words at={below(at, "title")} label={t("ending.heading")} />
          <Words at={below(at, "text")} label={t("ending.words")} isLong />
          <Row>
            <Line
              at={below(at, "link")}
              label={t("ending.link")}
              hint={t("ending.linkHint")}
              type="url"
              max={2_000}
            />
            <Words at={below(at, "link_label")} label={t("ending.linkLabel")} />
          </Row>
          <ConditionField at={below(at, "when")} label={t("ending.when")} without={t("ending.onlyPicked")} />
          <Line at={below(at, "id")} label={t("id")} max={MOST.key} isNeeded />
        </>
      )}
    </ListCard>
  );
}

function Quotas(): ReactNode {
  const { t } = useTranslation("studio");
  const endings = useEndings();
  return (
    <ListCard<Quota>
      at={["quotas"]}
      title={t("quota.title")}
      text={t("quota.text")}
      verb={t("quota.add")}
      fresh={(items) => ({
        id: freeId("quota", ids(items)),
        name: t("quota.fresh"),
        when: "true",
        limit: 100,
      })}
      name={({ name, id }) => name || id}
    >
      {(at) => (
        <>
          <Row>
            <Line at={below(at, "name")} label={t("quota.name")} isNeeded />
            <Count at={below(at, "limit")} label={t("quota.limit")} min={1} isNeeded />
          </Row>
          <ConditionField
            at={below(at, "when")}
            label={t("quota.when")}
            without={t("condition.missing")}
            isNeeded
          />
          <Pick at={below(at, "ending")} label={t("quota.ending")} options={endings} isOptional />
        </>
      )}
    </ListCard>
  );
}

function HiddenFields(): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <ListCard<Hidden>
      at={["hidden"]}
      title={t("hidden.title")}
      text={t("hidden.text")}
      verb={t("hidden.add")}
      fresh={(items) => ({ id: freeId("field", ids(items)) })}
      name={({ id }) => id}
    >
      {(at, { id }) => (
        <Row>
          <Line
            at={below(at, "id")}
            label={t("id")}
            hint={t("hidden.idHint", { id })}
            max={MOST.key}
            isNeeded
          />
          <Line at={below(at, "default")} label={t("hidden.default")} max={500} />
        </Row>
      )}
    </ListCard>
  );
}

function ComputedValues(): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <ListCard<Computed>
      at={["computed"]}
      title={t("computed.title")}
      text={t("computed.text")}
      verb={t("computed.add")}
      fresh={(items) => ({ id: freeId("value", ids(items)), value: "scores.total" })}
      name={({ id }) => id}
    >
      {(at, { id }) => (
        <>
          <Line
            at={below(at, "id")}
            label={t("id")}
            hint={t("computed.idHint", { id })}
            max={MOST.key}
            isNeeded
          />
          <ValueField at={below(at, "value")} label={t("computed.value")} />
        </>
      )}
    </ListCard>
  );
}
