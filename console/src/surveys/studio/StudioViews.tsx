import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/states.tsx";
import { useNarrow } from "../../ui/useNarrow.ts";
import type { Colours } from "../look/colours.ts";
import { questionsOf } from "./format.ts";
import { LanguagesView } from "./LanguagesView.tsx";
import { LogicView } from "./LogicView.tsx";
import { LookView } from "./LookView.tsx";
import { OutlineView } from "./OutlineView.tsx";
import { PageEditor } from "./PageEditor.tsx";
import { QuestionEditor } from "./QuestionEditor.tsx";
import { SettingsView } from "./SettingsView.tsx";
import styles from "./StudioFrame.module.css";
import { useStudio } from "./studio.ts";
import { useOutline } from "./useOutline.ts";

interface StudioViewsProps {
  view: "questions" | "logic" | "languages" | "settings" | "look";
  /** Colours that are tried out. */
  tried: Colours | undefined;
  onTry: (colours: Colours | undefined) => void;
}

/** The part of the studio that is open. */
export function StudioViews({ view, tried, onTry }: StudioViewsProps): ReactNode {
  switch (view) {
    case "questions":
      return <QuestionsView />;
    case "logic":
      return <LogicView />;
    case "languages":
      return <LanguagesView />;
    case "settings":
      return <SettingsView />;
    case "look":
      return <LookView tried={tried} onTry={onTry} />;
  }
}

function QuestionsView(): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, chosen, choose } = useStudio();
  // A thumb's screen has room for one of the two.
  const isNarrow = useNarrow();
  const outline = useOutline();
  // The one added last, until another is chosen: its title takes the focus.
  const [added, setAdded] = useState(0);
  const question = questionsOf(survey).find(({ id }) => id === chosen);
  const page = survey.pages.find(({ id }) => id === chosen);
  const isEditing = question !== undefined || page !== undefined;
  return (
    <div className={styles.questions}>
      {isNarrow && isEditing ? (
        <div>
          <Button icon={<ArrowLeftOutlined aria-hidden />} onClick={() => choose(undefined)}>
            {t("outline.title")}
          </Button>
        </div>
      ) : (
        <OutlineView outline={outline} onAdded={() => setAdded(added + 1)} />
      )}
      {question && (
        <QuestionEditor key={question.id} question={question} outline={outline} isNew={added > 0} />
      )}
      {page && <PageEditor key={page.id} page={page} outline={outline} />}
      {!isNarrow && !isEditing && <Empty title={t("nothingChosen")} text={t("nothingChosenText")} />}
    </div>
  );
}
