import { Alert, Button, Form, Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/client.ts";
import { Gate } from "./Gate.tsx";

interface CodeStepProps {
  /** Why the last code was refused. */
  error: Error | null;
  isPending: boolean;
  onCode: (code: string) => void;
  onBack: () => void;
}

/** The second step of logging in: a code of the app, or a recovery code. */
export function CodeStep({ error, isPending, onCode, onBack }: CodeStepProps): ReactNode {
  const { t } = useTranslation(["access", "session"]);
  const refusal = (): string => {
    if (!(error instanceof ApiProblem) || error.status >= 500) return t("session:login.unreachable");
    if (error.status === 429) return t("session:login.slow");
    return t("code.wrong");
  };
  return (
    <Gate title={t("code.title")}>
      <p>{t("code.lead")}</p>
      {error && <Alert type="error" showIcon title={refusal()} />}
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={({ code }: { code: string }) => onCode(code)}
        disabled={isPending}
        validateTrigger="onBlur"
      >
        <Form.Item
          name="code"
          label={t("code.label")}
          rules={[{ required: true, message: t("code.needed") }]}
        >
          <Input autoFocus autoComplete="one-time-code" inputMode="text" maxLength={64} size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={isPending}>
          {t("code.submit")}
        </Button>
      </Form>
      <Button type="link" onClick={onBack}>
        {t("code.back")}
      </Button>
    </Gate>
  );
}
