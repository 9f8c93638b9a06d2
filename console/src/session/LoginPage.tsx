import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, answered, api, type Schemas } from "../api/client.ts";
import { Mark } from "../shell/Mark.tsx";
import { Preferences } from "../shell/Preferences.tsx";
import { useTitle } from "../ui/useTitle.ts";
import { accountQuery } from "./account.ts";
import styles from "./LoginPage.module.css";

/** Logs in and goes on to where the member wanted to be. */
export function LoginPage(): ReactNode {
  const { t } = useTranslation("session");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/login" });
  useTitle(t("login.title"));
  const login = useMutation({
    mutationFn: (body: Schemas["LogInRequest"]) => answered(api.POST("/v1/session", { body })),
    onSuccess: async (account) => {
      queries.clear();
      queries.setQueryData(accountQuery.queryKey, account);
      await navigate({ to: inside(next), replace: true });
    },
  });

  return (
    <main className={styles.page}>
      <section className={styles.card}>
        <Mark size={40} />
        <h1>{t("login.title")}</h1>
        {login.error && <Alert type="error" showIcon title={t(refusal(login.error))} />}
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={login.mutate}
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
      </section>
      <Preferences />
    </main>
  );
}

function refusal(error: Error): "login.wrong" | "login.slow" | "login.unreachable" {
  if (!(error instanceof ApiProblem)) return "login.unreachable";
  if (error.status === 429) return "login.slow";
  return error.status < 500 ? "login.wrong" : "login.unreachable";
}

/** Where to go on: a path of ours, never another site. */
function inside(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") ? next : "/";
}
