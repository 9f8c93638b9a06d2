import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, answered, api, type Schemas } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { Gate } from "./Gate.tsx";

/** Asks for a link to set a new password with. The answer is the same for every address. */
export function ForgotPage(): ReactNode {
  const { t } = useTranslation(["access", "session"]);
  const { language } = useLanguage();
  const ask = useMutation({
    // The letter speaks as this page does, whatever the browser prefers.
    mutationFn: (body: Schemas["AskForPasswordLinkRequest"]) =>
      answered(api.POST("/v1/password_links", { body, headers: { "accept-language": language } })),
  });
  const refusal = (error: Error): string => {
    if (!(error instanceof ApiProblem) || error.status >= 500) return t("session:login.unreachable");
    return error.status === 429 ? t("forgot.slow") : t("forgot.malformed");
  };
  if (ask.isSuccess) {
    return (
      <Gate title={t("forgot.sentTitle")}>
        <p role="status">{t("forgot.sent", { email: ask.variables.email })}</p>
        <p>{t("forgot.nothing")}</p>
        <Link to="/login">{t("forgot.back")}</Link>
      </Gate>
    );
  }
  return (
    <Gate title={t("forgot.title")}>
      <p>{t("forgot.lead")}</p>
      {ask.error && <Alert type="error" showIcon title={refusal(ask.error)} />}
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={(body: Schemas["AskForPasswordLinkRequest"]) => ask.mutate(body)}
        disabled={ask.isPending}
        validateTrigger="onBlur"
      >
        <Form.Item
          name="email"
          label={t("session:login.email")}
          rules={[{ required: true, message: t("session:login.emailNeeded") }]}
        >
          <Input type="email" autoComplete="username" autoFocus inputMode="email" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={ask.isPending}>
          {t("forgot.submit")}
        </Button>
      </Form>
      <Link to="/login">{t("forgot.back")}</Link>
    </Gate>
  );
}
