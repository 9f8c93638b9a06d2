import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ConditionField } from "./ConditionField.tsx";
import { renamePage } from "./draft.ts";
import styles from "./Editor.module.css";
import { below, Flag, Words } from "./fields.tsx";
import { type Page, said } from "./format.ts";
import { IdField } from "./IdField.tsx";
import { useStudio } from "./studio.ts";
import { Tools } from "./Tools.tsx";
import type { Outline } from "./useOutline.ts";

/** One page: its heading, when it is asked, in which order. */
export function PageEditor({ page, outline }: { page: Page; outline: Outline }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language } = useStudio();
  const nth = survey.pages.indexOf(page);
  const at = ["pages", nth];
  const name = said(page.title, language, survey) || t("outline.page", { nth: nth + 1 });
  return (
    <section className={styles.editor} aria-label={name}>
      <header className={styles.head}>
        <div className={styles.kind}>
          <h2>{t("outline.page", { nth: nth + 1 })}</h2>
        </div>
        <Tools
          name={name}
          isFirst={nth === 0}
          isLast={nth === survey.pages.length - 1}
          onMove={(step) => outline.move(page.id, step)}
          onRemove={survey.pages.length > 1 ? () => outline.remove(page.id) : undefined}
        />
      </header>
      <Words at={below(at, "title")} label={t("page.title")} hint={t("page.titleHint")} />
      <ConditionField at={below(at, "show_when")} label={t("page.showWhen")} without={t("always")} />
      <Flag at={below(at, "random_questions")} label={t("page.randomQuestions")} hint={t("of.randomHint")} />
      {survey.random_pages && <Flag at={below(at, "fixed")} label={t("page.fixed")} />}
      <IdField
        key={page.id}
        at={below(at, "id")}
        id={page.id}
        taken={survey.pages.map(({ id }) => id)}
        hint={t("page.idHint")}
        onRename={(id) => outline.rename(page.id, id, renamePage)}
      />
    </section>
  );
}
