import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, answered, api, type Schemas } from "../api/client.ts";
import { accountQuery } from "./account.ts";
import { CodeStep } from "./CodeStep.tsx";
import { Gate } from "./Gate.tsx";

type Attempt = Schemas["LogInRequest"];

/** Logs in, in two steps if the member wants it so, and goes on to where the member wanted to be. */
export function LoginPage(): ReactNode {
  const { t } = useTranslation(["session", "access"]);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { next = "/" } = useSearch({ from: "/login" });
  /** What was right, and needs a code besides. */
  const [half, setHalf] = useState<Attempt | null>(null);
  const login = useMutation({
    mutationFn: (body: Attempt) => answered(api.POST("/v1/session", { body })),
    onSuccess: async (account) => {
      queries.clear();
      queries.setQueryData(accountQuery.queryKey, account);
      await navigate({ to: next, replace: true });
    },
    onError: (error, body) => {
      if (needsCode(error)) setHalf(body);
    },
  });

  if (half) {
    return (
      <CodeStep
        error={needsCode(login.error) ? null : login.error}
        isPending={login.isPending}
        onCode={(code) => login.mutate({ ...half, code })}
        onBack={() => {
          login.reset();
          setHalf(null);
        }}
      />
    );
  }
  return (
    <Gate title={t("login.title")}>
      {login.error && <Alert type="error" showIcon title={t(refusal(login.error))} />}
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={(attempt: Attempt) => login.mutate(attempt)}
        disabled={login.isPending}
        validateTrigger="onBlur"
      >
        <Form.Item
          name="email"
          label={t("login.email")}
          rules={[{ required: true, message: t("login.emailNeeded") }]}
        >
          <Input type="email" autoComplete="username" autoFocus inputMode="email" size="large" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("login.password")}
          rules={[{ required: true, message: t("login.passwordNeeded") }]}
        >
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={login.isPending}>
          {t("login.submit")}
        </Button>
      </Form>
      <Link to="/forgot-password">{t("access:forgot.link")}</Link>
    </Gate>
  );
}

function needsCode(error: Error | null): boolean {
  return error instanceof ApiProblem && error.code === "second_factor_required";
}

function refusal(error: Error): "login.wrong" | "login.slow" | "login.unreachable" {
  if (!(error instanceof ApiProblem)) return "login.unreachable";
  if (error.status === 429) return "login.slow";
  return error.status < 500 ? "login.wrong" : "login.unreachable";
}
