import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem, answered, api, type Schemas } from "../api/client.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { Gate } from "./Gate.tsx";

/** As the server asks. */
const CHARS_MIN = 10;

/** Sets a password with the link of a letter. What stands behind `#` never leaves the browser but to be redeemed. */
export function SetPasswordPage(): ReactNode {
  const { t } = useTranslation("access");
  const [token] = useState(() => location.hash.slice(1));
  const target = useQuery({
    queryKey: ["password-link", token],
    queryFn: () => answered(api.POST("/v1/password_links/look", { body: { token } })),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  if (target.error instanceof ApiProblem && target.error.status < 429) return <Over />;
  if (target.error) {
    return (
      <Gate title={t("set.reset")}>
        <Failed error={target.error} again={() => void target.refetch()} />
      </Gate>
    );
  }
  if (!target.data) {
    return (
      <Gate title={t("set.reset")}>
        <Loading rows={3} />
      </Gate>
    );
  }
  return <NewPassword token={token} target={target.data} />;
}

function NewPassword({ token, target }: { token: string; target: Schemas["PasswordLinkTarget"] }): ReactNode {
  const { t } = useTranslation("access");
  const { brand, name, email, purpose } = target;
  const set = useMutation({
    mutationFn: ({ password }: { password: string }) =>
      answered(api.POST("/v1/password_links/set", { body: { token, password } })),
  });
  if (set.isSuccess) {
    return (
      <Gate title={t("set.doneTitle")}>
        <p role="status">{t("set.done", { email })}</p>
        <Link to="/login">{t("set.login")}</Link>
      </Gate>
    );
  }
  if (set.error instanceof ApiProblem && set.error.code === "gone") return <Over />;
  const isEasy = set.error instanceof ApiProblem && set.error.fields.some(({ code }) => code === "too_easy");
  const isInvited = purpose === "invitation";
  return (
    <Gate title={isInvited ? t("set.invitation", { brand }) : t("set.reset")}>
      <p>{isInvited ? t("set.invitationLead", { name, email }) : t("set.resetLead", { email })}</p>
      {isEasy ? <Alert type="error" showIcon title={t("set.tooEasy")} /> : <Refusal error={set.error} />}
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={(values: { password: string }) => set.mutate(values)}
        disabled={set.isPending}
        validateTrigger="onBlur"
      >
        {/* For password managers, which keep a password with its name. */}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <Form.Item
          name="password"
          label={t("set.new")}
          extra={t("set.hint")}
          rules={[{ required: true, min: CHARS_MIN, message: t("set.hint") }]}
        >
          <Input.Password autoFocus autoComplete="new-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={set.isPending}>
          {t("set.submit")}
        </Button>
      </Form>
    </Gate>
  );
}

function Over(): ReactNode {
  const { t } = useTranslation("access");
  return (
    <Gate title={t("set.overTitle")}>
      <p role="status">{t("set.over")}</p>
      <p>{t("set.overInvitation")}</p>
      <Link to="/forgot-password">{t("set.overReset")}</Link>
    </Gate>
  );
}
