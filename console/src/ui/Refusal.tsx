import { Alert } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client.ts";

/** Why something was not done, above what was typed, which stays. */
export function Refusal({ error }: { error: Error | null }): ReactNode {
  const { t } = useTranslation("ui");
  if (!error) return null;
  if (!(error instanceof ApiProblem)) {
    const kind = error.name === "Unreachable" ? "unreachable" : "broken";
    return (
      <Alert type="error" showIcon title={t(`failed.${kind}.title`)} description={t(`failed.${kind}.text`)} />
    );
  }
  return (
    <Alert
      type="error"
      showIcon
      title={t("refused")}
      description={
        error.fields.length === 0 ? (
          error.message
        ) : (
          <ul>
            {error.fields.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                <code>{field}</code> {message}
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}
