import { EditOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { useAccount, useMay } from "../session/account.ts";
import { ButtonLink } from "../ui/ButtonLink.tsx";
import { Card } from "../ui/Card.tsx";
import { sayDays, today } from "../ui/days.ts";
import { Page } from "../ui/Page.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { Comparison } from "./Comparison.tsx";
import { JourneyFilters } from "./JourneyFilters.tsx";
import { JourneyMap } from "./JourneyMap.tsx";
import styles from "./JourneyPage.module.css";
import { type Journey, say, touchpointsOf } from "./journey.ts";
import { figuresQuery, journeyQuery, journeysQuery } from "./queries.ts";
import { otherOf, type Scope, scopeOf, type View } from "./view.ts";

const TouchpointDrawer = lazy(() => import("./TouchpointDrawer.tsx"));

/** One journey as a map: each touchpoint with its figure, and how the way feels. */
export function JourneyPage(): ReactNode {
  const { brand } = useAccount();
  const { journeyId } = useParams({ from: "/inside/journeys/$journeyId" });
  const { touchpoint, ...view } = useSearch({ from: "/inside/journeys/$journeyId" });
  const navigate = useNavigate({ from: "/journeys/$journeyId" });
  const scope = scopeOf(view, today(brand.time_zone, Date.now()));
  const { data: journey, error, refetch } = useQuery(journeyQuery(journeyId));
  if (error && !journey) return <Failed error={error} again={() => void refetch()} />;
  if (!journey) return <Loading rows={10} />;
  const open = (touchpoint: string | undefined): void =>
    void navigate({ search: (now) => ({ ...now, touchpoint }), replace: touchpoint === undefined });
  return (
    <Framed journey={journey} scope={scope}>
      <JourneyFilters view={view} scope={scope} onChange={(next) => void navigate({ search: next })} />
      <Seen journey={journey} view={view} scope={scope} onOpen={open} />
      {touchpoint && (
        <Opened
          key={touchpoint}
          journey={journey}
          id={touchpoint}
          scope={scope}
          onClose={() => open(undefined)}
        />
      )}
    </Framed>
  );
}

function Framed({
  journey,
  scope,
  children,
}: {
  journey: Journey;
  scope: Scope;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const may = useMay();
  const journeys = useQuery(journeysQuery);
  return (
    <Page
      title={say(journey.name, language)}
      lead={
        <>
          {sayDays(scope, language)} · {t("touchpoints", { count: touchpointsOf(journey).length })}
          {(journeys.data?.items.length ?? 0) > 1 && " · "}
          {(journeys.data?.items.length ?? 0) > 1 && (
            <Link to="/journeys" search={{ all: true }}>
              {t("others")}
            </Link>
          )}
        </>
      }
      actions={
        may("edit_survey") && (
          <ButtonLink to="/journeys/$journeyId/edit" params={{ journeyId: journey.id }}>
            <EditOutlined aria-hidden /> {t("edit.title")}
          </ButtonLink>
        )
      }
    >
      {children}
    </Page>
  );
}

interface SeenProps {
  journey: Journey;
  view: View;
  scope: Scope;
  onOpen: (touchpoint: string) => void;
}

/** The map by itself, or against another view of it. */
function Seen({ journey, view, scope, onOpen }: SeenProps): ReactNode {
  const { t } = useTranslation("journeys");
  const other = otherOf(view, scope);
  const figures = useQuery({ ...figuresQuery(journey.id, scope), enabled: !other });
  if (touchpointsOf(journey).length === 0) {
    return <Empty title={t("noTouchpoints.title")} text={t("noTouchpoints.text")} />;
  }
  if (other) return <Comparison journey={journey} scope={scope} other={other} view={view} onOpen={onOpen} />;
  if (figures.error && !figures.data) {
    return <Failed error={figures.error} again={() => void figures.refetch()} />;
  }
  if (!figures.data) return <Loading rows={10} />;
  return (
    <Card isFlush>
      <div className={styles.map} aria-busy={figures.isPlaceholderData}>
        <JourneyMap journey={journey} figures={figures.data} onOpen={onOpen} />
      </div>
    </Card>
  );
}

interface OpenedProps {
  journey: Journey;
  id: string;
  scope: Scope;
  onClose: () => void;
}

function Opened({ journey, id, scope, onClose }: OpenedProps): ReactNode {
  const figures = useQuery(figuresQuery(journey.id, scope));
  const found = touchpointsOf(journey).find(({ touchpoint }) => touchpoint.id === id);
  if (!found) return null;
  return (
    <Suspense fallback={null}>
      <TouchpointDrawer
        journey={journey}
        stage={found.stage}
        touchpoint={found.touchpoint}
        scope={scope}
        figures={figures.data?.touchpoints.find(({ touchpoint }) => touchpoint === id)}
        onClose={onClose}
      />
    </Suspense>
  );
}
