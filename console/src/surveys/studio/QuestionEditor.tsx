import { Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Disclosure } from "../../ui/Disclosure.tsx";
import { turned } from "./blank.ts";
import { Checks } from "./Checks.tsx";
import { ConditionField } from "./ConditionField.tsx";
import { pathOf, renameQuestion } from "./draft.ts";
import styles from "./Editor.module.css";
import { under } from "./faults.ts";
import { below, Flag, Line, Words } from "./fields.tsx";
import { KIND_GROUPS, type Kind, type KindGroup, type Question, questionsOf, said } from "./format.ts";
import { IdField } from "./IdField.tsx";
import { KindFields } from "./KindFields.tsx";
import { KindIcon } from "./kindIcons.tsx";
import { type Path, parsed } from "./path.ts";
import { useStudio } from "./studio.ts";
import { Tools } from "./Tools.tsx";
import type { Outline } from "./useOutline.ts";

/** One question: its words, what belongs to its kind, its logic. */
export function QuestionEditor({
  question,
  outline,
  isNew,
}: {
  question: Question;
  outline: Outline;
  /** It was just added: one goes on with its words. */
  isNew: boolean;
}): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language, set } = useStudio();
  const at = parsed(pathOf(survey, question.id) ?? "");
  const all = questionsOf(survey);
  const name = said(question.title, language, survey) || t("untitled");
  const isFirst = survey.pages[0]?.questions[0]?.id === question.id;
  const isLast = survey.pages.at(-1)?.questions.at(-1)?.id === question.id;
  return (
    <section className={styles.editor} aria-label={name}>
      <header className={styles.head}>
        <div className={styles.kind}>
          <KindIcon kind={question.kind} />
          <Select<Kind>
            className={styles.turn ?? ""}
            aria-label={t("kindOf")}
            value={question.kind}
            showSearch={{ optionFilterProp: "label" }}
            options={(Object.keys(KIND_GROUPS) as KindGroup[]).map((group) => ({
              label: t(`group.${group}`),
              options: KIND_GROUPS[group].map((kind) => ({ value: kind, label: t(`kind.${kind}.name`) })),
            }))}
            onChange={(kind) => set(at, turned(question, kind, survey.default_language))}
          />
        </div>
        <Tools
          name={name}
          isFirst={isFirst}
          isLast={isLast}
          onMove={(step) => outline.move(question.id, step)}
          onDuplicate={() => outline.duplicate(question.id)}
          onRemove={() => outline.remove(question.id)}
        />
      </header>
      <Words
        at={below(at, "title")}
        label={t("question.title")}
        autoFocus={isNew}
        hint={t("question.recall", { example: `{{ answers.${all[0]?.id ?? "score"} }}` })}
      />
      <Words at={below(at, "help")} label={t("question.help")} />
      {question.kind !== "statement" && (
        <Flag at={below(at, "required")} label={t("question.required")} isKept />
      )}
      <KindFields at={at} question={question} />
      <QuestionLogic at={at} question={question} />
      <Disclosure title={t("question.more")} note={<code>{question.id}</code>} startsOpen={false}>
        <IdField
          key={question.id}
          at={below(at, "id")}
          id={question.id}
          taken={all.map(({ id }) => id)}
          hint={t("question.idHint")}
          onRename={(id) => outline.rename(question.id, id, renameQuestion)}
        />
        <Line
          at={below(at, "touchpoint")}
          label={t("question.touchpoint")}
          hint={t("question.touchpointHint")}
          max={100}
        />
      </Disclosure>
    </section>
  );
}

function QuestionLogic({ at, question }: { at: Path; question: Question }): ReactNode {
  const { t } = useTranslation("studio");
  const { faults } = useStudio();
  const { show_when, required_when, checks } = question;
  const count = [show_when, required_when, ...(checks ?? [])].filter(Boolean).length;
  const path = pathText(at);
  const isWrong = ["show_when", "required_when", "checks"].some(
    (name) => under(faults, `${path}.${name}`).length > 0,
  );
  return (
    <Disclosure
      title={t("question.logic")}
      note={count > 0 ? t("question.conditions", { count }) : t("question.noLogic")}
      startsOpen={count > 0 || isWrong}
    >
      <ConditionField at={below(at, "show_when")} label={t("question.showWhen")} without={t("always")} />
      {question.kind !== "statement" && (
        <>
          <ConditionField
            at={below(at, "required_when")}
            label={t("question.requiredWhen")}
            without={question.required ? t("always") : t("never")}
          />
          <Checks at={below(at, "checks")} question={question} />
        </>
      )}
    </Disclosure>
  );
}

const pathText = (at: Path): string => `pages[${at[1]}].questions[${at[3]}]`;
