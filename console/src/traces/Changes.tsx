import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { useMoney } from "../ui/money.ts";
import styles from "./Lines.module.css";
import { type Change, changesOf, type Trace } from "./trace.ts";

/** What is known of the customer since. */
export function Changes({ trace }: { trace: Trace }): ReactNode {
  const { t } = useTranslation("traces");
  const changes = changesOf(trace);
  const identified = trace.identified as { created?: boolean } | null;
  return (
    <Card title={t("changes")}>
      <ul className={styles.lines}>
        {identified?.created && <li>{t("created")}</li>}
        {changes.map((change, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: changes have an order and nothing else
          <li key={at}>
            <ChangeText change={change} />
          </li>
        ))}
        {trace.invalid.map((problem) => (
          <li key={problem.field}>
            {problem.field}: {problem.message}
          </li>
        ))}
        {changes.length === 0 && trace.invalid.length === 0 && !identified?.created && (
          <li>{t("noChanges")}</li>
        )}
      </ul>
    </Card>
  );
}

function ChangeText({ change }: { change: Change }): ReactNode {
  const { t } = useTranslation("traces");
  const money = useMoney();
  const what = t(`change.${change.what as "tag"}`, { defaultValue: change.what });
  const detail = change.name ?? (change.amount === undefined ? undefined : money(change.amount));
  return detail ? `${what}: ${detail}` : what;
}
