import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { useMay } from "../session/account.ts";
import { Name } from "../ui/Name.tsx";
import { Score } from "../ui/Score.tsx";
import { clock } from "../ui/time.ts";
import { shareTone } from "../ui/tone.ts";
import type { LiveEvent } from "./feed.ts";
import styles from "./LiveRow.module.css";

/** One thing that came in, what it led to, and why. */
export function LiveRow({ event }: { event: LiveEvent }): ReactNode {
  const { t } = useTranslation(["live", "customers"]);
  const { language } = useLanguage();
  const may = useMay();
  return (
    <li className={styles.row} data-answer={event.score !== null}>
      <time dateTime={event.at} className={styles.time}>
        {clock(event.at, language)}
      </time>
      <span className={styles.score}>
        {event.score !== null && <Score tone={shareTone(event.score)}>{Math.round(event.score * 100)}</Score>}
      </span>
      <span className={styles.what}>
        {event.text ? (
          <q>{event.text}</q>
        ) : (
          t(`customers:event.${event.name as "Order Completed"}`, { defaultValue: event.name })
        )}
        {event.more > 0 && ` ${t("more", { count: event.more })}`}
        <Led event={event} />
      </span>
      <span className={styles.where}>
        <Name id={event.unit} />
      </span>
      {may("read_traces") && (
        <Link to="/traces/$messageId" params={{ messageId: event.message_id }} className={styles.why}>
          {t("why")}
        </Link>
      )}
    </li>
  );
}

/** What was done about it, and how fast. */
function Led({ event }: { event: LiveEvent }): ReactNode {
  const { t } = useTranslation("live");
  if (event.effects.length === 0) return null;
  const effects = [...new Set(event.effects)].map((effect) =>
    t(`effect.${effect as "send"}`, { defaultValue: effect }),
  );
  const parts = event.took_us === null ? effects : [...effects, `${(event.took_us / 1000).toFixed(1)} ms`];
  return (
    <span className={styles.led}>
      →{" "}
      {event.case ? (
        <Link to="/cases/$caseId" params={{ caseId: event.case }}>
          {parts.join(" · ")}
        </Link>
      ) : (
        parts.join(" · ")
      )}
    </span>
  );
}
