import { CheckOutlined, CloseOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import styles from "./asking.module.css";
import { useRuleWords } from "./rules.ts";

/** Every rule of a decision, with the values it went by. */
export function Reasons({ reasons }: { reasons: Schemas["EligibilityReason"][] }): ReactNode {
  const words = useRuleWords();
  return (
    <ul className={styles.reasons}>
      {reasons.map((reason) => (
        <li key={`${reason.rule}-${String(reason.values.way ?? "")}`}>
          <Line passed={reason.passed}>{words(reason.rule, reason.values)}</Line>
          <Parts parts={reason.values.parts} />
          {reason.contact.length > 0 && (
            <ul className={styles.reasons}>
              {reason.contact.map((look) => (
                <li key={look.rule}>
                  <Line passed={look.passed}>{words(look.rule, look.values)}</Line>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

interface Part {
  source: string;
  passed: boolean;
  error?: string;
}

function Parts({ parts }: { parts: unknown }): ReactNode {
  const { t } = useTranslation("asking");
  if (!Array.isArray(parts)) return null;
  return (
    <ul className={styles.reasons} aria-label={t("part.title")}>
      {(parts as Part[]).map(({ source, passed, error }) => (
        <li key={source}>
          <Line passed={passed}>
            <code>{source}</code>
            {error && ` · ${error}`}
          </Line>
        </li>
      ))}
    </ul>
  );
}

/** A sign beside the words, so that it is not told by colour alone. */
function Line({ passed, children }: { passed: boolean; children: ReactNode }): ReactNode {
  const { t } = useTranslation("asking");
  return (
    <span className={styles.line} data-passed={passed}>
      {passed ? <CheckOutlined aria-label={t("passed")} /> : <CloseOutlined aria-label={t("failed")} />}
      <span>{children}</span>
    </span>
  );
}
