import { PauseOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { Figure } from "../ui/Figure.tsx";
import { Page } from "../ui/Page.tsx";
import { useNow } from "../ui/RelativeTime.tsx";
import { Empty } from "../ui/states.tsx";
import { type Feed, type Interval, percentile, recent } from "./feed.ts";
import styles from "./LivePage.module.css";
import { LiveRow } from "./LiveRow.tsx";
import { Rate } from "./Rate.tsx";
import { TodaysNps } from "./TodaysNps.tsx";
import { type Connection, useLiveStream } from "./useLiveStream.ts";

/** What comes in second by second, and how fast it was acted upon: in the scope bar's unit. */
export function LivePage(): ReactNode {
  const { unit } = useSearch({ from: "/inside/live" });
  // Another unit's rows and rates begin anew.
  return <Watched key={unit} unit={unit} />;
}

function Watched({ unit }: { unit: string | undefined }): ReactNode {
  const { t } = useTranslation("live");
  const [isPaused, setPaused] = useState(false);
  const { feed, connection } = useLiveStream(unit, isPaused);
  return (
    <Page
      title={t("title")}
      lead={<State connection={connection} />}
      actions={
        <Button
          icon={isPaused ? <PlayCircleOutlined aria-hidden /> : <PauseOutlined aria-hidden />}
          onClick={() => setPaused(!isPaused)}
          aria-pressed={isPaused}
        >
          {isPaused ? t("goOn") : t("pause")}
        </Button>
      }
    >
      <Card>
        <Rates feed={feed} unit={unit} />
      </Card>
      <Card isFlush>
        {feed.missed > 0 && <p className={styles.missed}>{t("missed", { count: feed.missed })}</p>}
        {feed.rows.length === 0 && <Empty title={t("empty.title")} text={t("empty.text")} />}
        <ol aria-label={t("title")}>
          {feed.rows.map(({ id, event }) => (
            <LiveRow key={id} event={event} />
          ))}
        </ol>
      </Card>
    </Page>
  );
}

function State({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation("live");
  return (
    <span className={styles.state} data-connection={connection} role="status">
      {t(`connection.${connection}`)}
    </span>
  );
}

function Rates({ feed, unit }: { feed: Feed; unit: string | undefined }): ReactNode {
  const { t } = useTranslation("live");
  const now = useNow(1_000);
  const intervals = recent(feed.intervals, now);
  const ms = (us: number | null): string | null =>
    us === null ? null : `${(us / 1000).toFixed(us < 10_000 ? 1 : 0)} ms`;
  const values = (of: (interval: Interval) => number): number[] => intervals.map(of);
  return (
    <div className={styles.rates}>
      <Rate label={t("answers")} values={values(({ answers }) => answers)} />
      <Rate label={t("bad")} values={values(({ bad }) => bad)} tone="bad" />
      <Rate label={t("actions")} values={values(({ actions }) => actions)} />
      <TodaysNps unit={unit} now={now} />
      <Figure
        label={t("latencyOf", { share: "p50" })}
        method={t("latency")}
        value={ms(percentile(feed.latencies, 0.5))}
        n={feed.latencies.length}
      />
      <Figure
        label={t("latencyOf", { share: "p99" })}
        method={t("latency")}
        value={ms(percentile(feed.latencies, 0.99))}
        n={feed.latencies.length}
      />
    </div>
  );
}
