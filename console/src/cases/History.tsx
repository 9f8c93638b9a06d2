import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { useWhyNot } from "../customers/whyNot.ts";
import { Card } from "../ui/Card.tsx";
import { Name } from "../ui/Name.tsx";
import { Pill } from "../ui/Pill.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import styles from "./History.module.css";
import { useHeld } from "./useParcels.ts";

/** What was done in a case, the latest first. */
export function History({ of }: { of: Schemas["CaseWithHistory"] }): ReactNode {
  const { t } = useTranslation("cases");
  return (
    <Card title={t("history")} isFlush>
      <Held of={of.id} />
      <ol>
        {of.history.toReversed().map((entry) => (
          <li key={entry.number} className={styles.entry}>
            <p className={styles.line}>
              <span>
                {t(`change.${entry.change as "noted"}`)}
                {entry.by && (
                  <>
                    {" · "}
                    <Name id={entry.by} otherwise={t("colleague")} />
                  </>
                )}
                <To detail={entry.detail as Detail} />
              </span>
              <span className={styles.when}>
                <RelativeTime at={entry.at} />
              </span>
            </p>
            <Note detail={entry.detail as Detail} />
            {entry.change === "messaged" && <Delivery of={of} detail={entry.detail as Detail} />}
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** What an entry says besides what it is; each kind has its own of these. */
interface Detail {
  text?: string;
  note?: string;
  to?: string | { member?: string; unit?: string };
  outcome?: string;
  /** Of a message. */
  effect?: string;
  channel?: string;
  class?: string;
  voucher?: string;
}

/** What was done and waits for a network. */
function Held({ of }: { of: string }): ReactNode {
  const { t } = useTranslation("cases");
  const held = useHeld(of);
  if (held.length === 0) return null;
  return (
    <ul aria-label={t("held")}>
      {held.map(({ key, what, at }) => (
        <li key={key} className={styles.entry}>
          <p className={styles.line}>
            <span>
              {t(`waiting.${what as "note"}`)} · <Pill mode="wait">{t("waitsForNetwork")}</Pill>
            </span>
            <span className={styles.when}>
              <RelativeTime at={at} />
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** How far a message has come. */
function Delivery({ of, detail }: { of: Schemas["CaseWithHistory"]; detail: Detail }): ReactNode {
  const { t } = useTranslation(["cases", "customers"]);
  const whyNot = useWhyNot();
  const found = of.messages.find(({ effect }) => effect === detail.effect);
  return (
    <p className={styles.delivery} data-failed={found?.state === "failed"}>
      {t(`customers:channel.${detail.channel as "sms"}`)} ·{" "}
      {t(`customers:class.${detail.class as "service"}`)}
      {detail.voucher && ` · ${t("voucher.in")}`}
      {found && ` · ${t(`customers:delivery.${found.state as "sent"}`)}`}
      {found?.last_error && ` (${whyNot(found)})`}
    </p>
  );
}

function To({ detail }: { detail: Detail }): ReactNode {
  const { t } = useTranslation("cases");
  const to = typeof detail.to === "string" ? detail.to : (detail.to?.member ?? detail.to?.unit);
  if (to) {
    return (
      <>
        {" → "}
        <Name id={to} otherwise={t("colleague")} />
      </>
    );
  }
  return detail.outcome ? ` · ${t(`outcome.${detail.outcome as "unknown"}`)}` : null;
}

function Note({ detail }: { detail: Detail }): ReactNode {
  const note = detail.text ?? detail.note;
  return note ? <p className={styles.note}>{note}</p> : null;
}
