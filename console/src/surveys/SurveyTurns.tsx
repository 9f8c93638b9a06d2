import { EllipsisOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Dropdown } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client.ts";
import { Ask } from "../ui/Ask.tsx";
import { useNarrow } from "../ui/useNarrow.ts";
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

/** What is begun by pressing a button. */
interface Deed {
  name: string;
  begin: () => void;
  type?: "primary";
  danger?: boolean;
}

interface SurveyTurnsProps {
  survey: Survey;
  /** What has to be done first, such as saving; false when it could not be. */
  before?: () => Promise<boolean>;
  /** What else can be done with it. */
  others?: readonly Deed[];
}

/** Publishes, holds, goes on or ends, after one question that says what follows. */
export function SurveyTurns({ survey, before, others = [] }: SurveyTurnsProps): ReactNode {
  const { t } = useTranslation("surveys");
  const queries = useQueryClient();
  const [turn, setTurn] = useState<Turn | null>(null);
  const turns = (TURNS[survey.state] ?? []).map(
    (one): Deed => ({
      name: t(`turn.${one}.verb`),
      ...(one === WAITS_FOR[survey.state] ? { type: "primary" } : {}),
      danger: one === "close",
      begin: () => {
        // What is about to be published is what is saved by then.
        void before?.();
        setTurn(one);
      },
    }),
  );
  return (
    <>
      <Deeds deeds={turns} others={others} />
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

/** Buttons; on a phone, all but the first stand in a menu when there are many. */
function Deeds({ deeds, others }: { deeds: readonly Deed[]; others: readonly Deed[] }): ReactNode {
  const { t } = useTranslation("surveys");
  const isNarrow = useNarrow();
  const [first, ...rest] = deeds;
  const hidden = isNarrow && first && others.length + rest.length > 1 ? [...others, ...rest] : [];
  const shown = hidden.length > 0 && first ? [first] : [...others, ...deeds];
  return (
    <>
      {shown.map(({ name, begin, ...look }) => (
        <Button key={name} {...look} onClick={begin}>
          {name}
        </Button>
      ))}
      {hidden.length > 0 && (
        <Dropdown
          autoFocus
          trigger={["click"]}
          menu={{
            items: hidden.map(({ name, begin, danger }) => ({
              key: name,
              label: name,
              danger,
              onClick: begin,
            })),
          }}
        >
          <Button icon={<EllipsisOutlined aria-hidden />} aria-label={t("turn.more")} />
        </Dropdown>
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
