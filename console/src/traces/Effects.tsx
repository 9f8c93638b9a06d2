import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWhyNot } from "../customers/whyNot.ts";
import { Card } from "../ui/Card.tsx";
import styles from "./Lines.module.css";
import type { Trace } from "./trace.ts";

/** What left the machine, or could not, and how long after the event. */
export function Effects({ trace }: { trace: Trace }): ReactNode {
  const { t } = useTranslation(["traces", "live", "customers"]);
  const whyNot = useWhyNot();
  const { effects } = trace;
  return (
    <Card title={t("effects")} isFlush={effects.length > 0}>
      {effects.length === 0 && <p className={styles.soft}>{t("noEffects")}</p>}
      <ul>
        {effects.map((effect) => (
          <li key={effect.id} className={styles.effect}>
            <span>
              {t(`live:effect.${effect.do as "send"}`, { defaultValue: effect.do })}
              {effect.channel &&
                ` · ${t(`customers:channel.${effect.channel as "email"}`, { defaultValue: effect.channel })}`}
              {effect.state &&
                ` · ${t(`customers:delivery.${effect.state as "sent"}`, { defaultValue: effect.state })}`}
              {effect.last_error && <span className={styles.bad}> ({whyNot(effect)})</span>}
            </span>
            <span className={styles.soft}>{t("after", { ms: (effect.after_us / 1000).toFixed(1) })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
