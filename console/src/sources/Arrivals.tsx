import { PauseOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { Card } from "../ui/Card.tsx";
import { Code } from "../ui/Code.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { clock } from "../ui/time.ts";
import { arrivalsQuery, LOOKED_AT_MAX } from "./queries.ts";
import styles from "./source.module.css";

/** What comes in from a source, as it comes. */
export function Arrivals({ source }: { source: string }): ReactNode {
  const { t } = useTranslation("sources");
  const [isHeld, setHeld] = useState(false);
  const arrivals = useQuery(arrivalsQuery(source, isHeld));
  if (arrivals.error && !arrivals.data) {
    return <Failed error={arrivals.error} again={() => void arrivals.refetch()} />;
  }
  if (!arrivals.data) return <Loading rows={10} />;
  const { items } = arrivals.data;
  if (items.length === 0) return <Empty title={t("live.empty.title")} text={t("live.empty.text")} />;
  return (
    <Card
      title={t("live.title", { count: LOOKED_AT_MAX })}
      isFlush
      actions={
        <Button
          icon={isHeld ? <PlayCircleOutlined aria-hidden /> : <PauseOutlined aria-hidden />}
          onClick={() => setHeld(!isHeld)}
          aria-pressed={isHeld}
        >
          {isHeld ? t("live.goOn") : t("live.hold")}
        </Button>
      }
    >
      {items.map((event) => (
        <Arrival key={event.message_id} event={event} />
      ))}
    </Card>
  );
}

function Arrival({ event }: { event: Schemas["EventView"] }): ReactNode {
  const { t } = useTranslation("sources");
  const { language } = useLanguage();
  const { properties, traits } = event;
  return (
    <details className={styles.item}>
      <summary>
        <time className={styles.time} dateTime={event.received_at}>
          {clock(event.received_at, language)}
        </time>
        <span className={styles.name}>{event.name}</span>
        <span className={styles.kind}>
          {event.kind}
          {event.customer === null && ` · ${t("live.nobody")}`}
        </span>
        <span className={styles.id}>{event.message_id}</span>
      </summary>
      <div className={styles.more}>
        <Code
          text={JSON.stringify({ occurred_at: event.occurred_at, properties, traits }, null, 2)}
          label={event.message_id}
        />
      </div>
    </details>
  );
}
