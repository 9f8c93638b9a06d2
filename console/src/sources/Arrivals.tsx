import { PauseOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { Card } from "../ui/Card.tsx";
import { Code } from "../ui/Code.tsx";
import { ChoiceFilter, Filters } from "../ui/Filters.tsx";
import { Pill } from "../ui/Pill.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { clock } from "../ui/time.ts";
import { fits, type Item, keyOf, OUTCOMES, type Outcome, outcomeOf } from "./arrival.ts";
import styles from "./source.module.css";
import { useArrivals } from "./useArrivals.ts";

const MODES = { accepted: "on", flawed: "wait", rejected: "failed" } as const;

/** What a source sends, as it comes, with what is wrong in it. */
export function Arrivals({ source }: { source: string }): ReactNode {
  const { t } = useTranslation("sources");
  const [isHeld, setHeld] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | undefined>();
  const [words, setWords] = useState("");
  const { rows, error, again } = useArrivals(source, isHeld);
  if (error && !rows) return <Failed error={error} again={again} />;
  if (!rows) return <Loading rows={10} />;
  if (rows.length === 0) return <Empty title={t("live.empty.title")} text={t("live.empty.text")} />;
  const shown = rows.filter((item) => fits(item, outcome, words));
  return (
    <>
      <Filters>
        <ChoiceFilter
          label={t("outcome.title")}
          value={outcome}
          options={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
          onChange={setOutcome}
        />
        <Input
          allowClear
          style={{ maxWidth: 260 }}
          aria-label={t("live.find")}
          placeholder={t("live.find")}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </Filters>
      <Card
        title={t("live.title", { count: rows.length })}
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
        {shown.length === 0 && <Empty title={t("live.none")} />}
        {shown.map((item) => (
          <Arrival key={keyOf(item)} item={item} />
        ))}
      </Card>
    </>
  );
}

function Arrival({ item }: { item: Item }): ReactNode {
  const { t } = useTranslation("sources");
  const { language } = useLanguage();
  const { at, accepted, rejected, problems } = item;
  const outcome = outcomeOf(item);
  const wrong = rejected?.errors ?? problems;
  return (
    <details className={styles.item}>
      <summary>
        <time className={styles.time} dateTime={at}>
          {clock(at, language)}
        </time>
        <Pill mode={MODES[outcome]}>{t(`outcome.${outcome}`)}</Pill>
        {accepted && (
          <>
            <span className={styles.name}>{accepted.name}</span>
            <span className={styles.kind}>
              {accepted.kind}
              {accepted.customer === null && ` · ${t("live.nobody")}`}
            </span>
          </>
        )}
        {wrong.length > 0 && (
          <span className={styles.errors}>
            {wrong.map(({ field, message }) => (
              <span key={`${field} ${message}`}>
                <code>{field}</code> {message}
              </span>
            ))}
          </span>
        )}
        <span className={styles.id}>
          {accepted?.message_id ?? rejected?.message_id ?? t("rejected.noId")}
        </span>
      </summary>
      <div className={styles.more}>
        <Code text={accepted ? shownOf(accepted) : (rejected?.excerpt ?? "")} label={t("rejected.excerpt")} />
      </div>
    </details>
  );
}

function shownOf({ occurred_at, properties, traits }: NonNullable<Item["accepted"]>): string {
  return JSON.stringify({ occurred_at, properties, traits }, null, 2);
}
