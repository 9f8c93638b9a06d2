import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { AddQuestion } from "./AddQuestion.tsx";
import { isFull } from "./draft.ts";
import { ofPage, under } from "./faults.ts";
import { MOST, type Page, type Question, said } from "./format.ts";
import { KindIcon } from "./kindIcons.tsx";
import styles from "./OutlineView.module.css";
import { useStudio } from "./studio.ts";
import type { Outline } from "./useOutline.ts";

/** Pages and questions in their order: what there is, where one is, and where something is wrong. */
export function OutlineView({ outline, onAdded }: { outline: Outline; onAdded: () => void }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, chosen } = useStudio();
  const [isAdding, setAdding] = useState(false);
  const page = survey.pages.find(
    ({ id, questions }) => id === chosen || questions.some((one) => one.id === chosen),
  );
  return (
    <nav className={styles.outline} aria-label={t("outline.title")}>
      <ol className={styles.pages}>
        {survey.pages.map((one, nth) => (
          <PageRow key={one.id} page={one} nth={nth} outline={outline} />
        ))}
      </ol>
      <p className={styles.keys}>{t("outline.keys")}</p>
      <div className={styles.buttons}>
        <Button
          type="primary"
          icon={<PlusOutlined aria-hidden />}
          disabled={isFull(survey) || survey.pages.length === 0}
          onClick={() => setAdding(true)}
        >
          {t("outline.addQuestion")}
        </Button>
        <Button disabled={survey.pages.length >= MOST.pages} onClick={() => outline.addPage(page?.id)}>
          {t("outline.addPage")}
        </Button>
      </div>
      {isAdding && (
        <AddQuestion
          onAdd={(kind) => {
            setAdding(false);
            outline.addQuestion(kind);
            onAdded();
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </nav>
  );
}

function PageRow({ page, nth, outline }: { page: Page; nth: number; outline: Outline }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language, faults, chosen } = useStudio();
  const path = `pages[${nth}]`;
  const title = said(page.title, language, survey);
  const isFirstRow = nth === 0 && !chosen;
  return (
    <li data-dragged={outline.dragged === page.id || undefined} {...outline.pagePlace(nth)}>
      <div className={styles.row} {...outline.grip(page.id)}>
        <RowButton
          id={page.id}
          isFirst={isFirstRow}
          className={styles.page ?? ""}
          outline={outline}
          wrong={ofPage(faults, path).length}
        >
          <span className={styles.name}>{title || t("outline.page", { nth: nth + 1 })}</span>
        </RowButton>
      </div>
      <ol className={styles.questions}>
        {page.questions.map((question, at) => (
          <li
            key={question.id}
            data-dragged={outline.dragged === question.id || undefined}
            {...outline.questionPlace(page.id, at)}
          >
            <QuestionRow question={question} path={`${path}.questions[${at}]`} outline={outline} />
          </li>
        ))}
        <li
          className={styles.end}
          data-end={page.id}
          data-empty={page.questions.length === 0 || undefined}
          {...outline.questionPlace(page.id, page.questions.length)}
        >
          {page.questions.length === 0 && t("outline.empty")}
        </li>
      </ol>
    </li>
  );
}

function QuestionRow({
  question,
  path,
  outline,
}: {
  question: Question;
  path: string;
  outline: Outline;
}): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language, faults } = useStudio();
  const title = said(question.title, language, survey) || t("untitled");
  const hasLogic = question.show_when !== undefined || question.required_when !== undefined;
  return (
    <div className={styles.row} {...outline.grip(question.id)}>
      <RowButton
        id={question.id}
        className={styles.question ?? ""}
        outline={outline}
        wrong={under(faults, path).length}
      >
        <KindIcon kind={question.kind} />
        <span className={styles.name}>
          {title}
          {question.required && (
            <span className={styles.required} aria-hidden="true">
              {" *"}
            </span>
          )}
        </span>
        {hasLogic && (
          <>
            <span className="visually-hidden">, </span>
            <span className={styles.logic}>{t("outline.logic")}</span>
          </>
        )}
        <span className="visually-hidden">, {t(`kind.${question.kind}.name`)}</span>
      </RowButton>
    </div>
  );
}

interface RowButtonProps {
  id: string;
  className: string;
  wrong: number;
  outline: Outline;
  /** Where the keyboard comes in when nothing is chosen. */
  isFirst?: boolean;
  children: ReactNode;
}

function RowButton({ id, className, wrong, outline, isFirst = false, children }: RowButtonProps): ReactNode {
  const { t } = useTranslation("studio");
  const { chosen, choose } = useStudio();
  const isChosen = chosen === id;
  return (
    <button
      type="button"
      className={`${styles.button} ${className}`}
      data-outline-row={id}
      aria-current={isChosen || undefined}
      aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete Control+D"
      tabIndex={isChosen || isFirst ? 0 : -1}
      onClick={() => choose(id)}
      onKeyDown={outline.onKeyDown(id)}
    >
      {children}
      {wrong > 0 && (
        <>
          <span className={styles.wrong} aria-hidden="true">
            {wrong}
          </span>
          <span className="visually-hidden">. {t("wrong", { count: wrong })}</span>
        </>
      )}
    </button>
  );
}
