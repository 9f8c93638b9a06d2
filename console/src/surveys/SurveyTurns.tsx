import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client.ts";
import { Ask } from "../ui/Ask.tsx";
import { publishSurvey, type Survey, surveyQuery, type Turn, turnSurvey } from "./queries.ts";
import { Changes } from "./versions/Changes.tsx";
import { DRAFT } from "./versions/queries.ts";

/** What can be done with a survey where it stands. */
const TURNS: Record<string, readonly Turn[]> = {
  draft: ["publish"],
  published: ["publish", "pause", "close"],
  paused: ["resume", "close"],
};

/** What a survey that takes no answers waits for. */
const WAITS_FOR: Record<string, Turn> = { draft: "publish", paused: "resume" };

/** Publishes, holds, goes on or ends, after one question that says what follows. */
export function SurveyTurns({
  survey,
  before,
}: {
  survey: Survey;
  /** What has to be done first, such as saving; false when it could not be. */
  before?: () => Promise<boolean>;
}): ReactNode {
  const { t } = useTranslation("surveys");
  const queries = useQueryClient();
  const [turn, setTurn] = useState<Turn | null>(null);
  return (
    <>
      {(TURNS[survey.state] ?? []).map((one) => (
        <Button
          key={one}
          type={one === WAITS_FOR[survey.state] ? "primary" : "default"}
          danger={one === "close"}
          onClick={() => {
            // What is about to be published is what is saved by then.
            void before?.();
            setTurn(one);
          }}
        >
          {t(`turn.${one}.verb`)}
        </Button>
      ))}
      {turn && (
        <Ask
          title={t(`turn.${turn}.title`, { name: survey.name })}
          consequence={turn === "publish" ? <Publishing survey={survey} /> : t(`turn.${turn}.consequence`)}
          verb={t(`turn.${turn}.verb`)}
          isFinal={turn === "close"}
          isWide={turn === "publish" && survey.version !== null}
          onYes={async () => {
            if (before && !(await before())) throw new ApiProblem(0, { detail: t("turn.unsaved") });
            // What was saved a moment ago is ours; what a colleague saved since is looked at first.
            const seen = queries.getQueryData(surveyQuery(survey.id).queryKey) ?? survey;
            await (turn === "publish"
              ? publishSurvey(survey.id, seen.changed_at)
              : turnSurvey(survey.id, turn));
            await queries.invalidateQueries({ queryKey: ["surveys"] });
          }}
          onClose={() => setTurn(null)}
        />
      )}
    </>
  );
}

/** What is about to be published, against what respondents see now. */
function Publishing({ survey }: { survey: Survey }): ReactNode {
  const { t } = useTranslation("surveys");
  const { version } = survey;
  return (
    <>
      <p>{t("turn.publish.consequence")}</p>
      {version !== null && (
        <>
          <strong>{t("turn.publish.changes", { version })}</strong>
          <Changes survey={survey} version={DRAFT} from={version} isScrolled />
        </>
      )}
    </>
  );
}
