import { useMutation } from "@tanstack/react-query";
import { App, Form, Input } from "antd";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { Code } from "../ui/Code.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import styles from "./SecondFactor.module.css";

type Enrolment = Schemas["SecondFactorEnrolment"];

interface Values {
  password?: string;
  code?: string;
}

/** Sets a second factor up: the password first, then the app, then a code that shows that they fit. */
export function Enrol({
  onDone,
  onClose,
}: {
  onDone: (codes: string[] | null) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(["access", "session", "ui"]);
  const { message } = App.useApp();
  const id = useId();
  const [begun, setBegun] = useState<Enrolment | null>(null);
  const step = useMutation({
    mutationFn: async ({ password = "", code = "" }: Values) => {
      if (!begun) {
        const body = { password };
        return setBegun(await answered(api.POST("/v1/session/second_factor", { body })));
      }
      const { codes } = await answered(api.POST("/v1/session/second_factor/confirm", { body: { code } }));
      void message.success(t("factor.isOn"));
      onDone(codes);
      onClose();
    },
  });
  return (
    <Dialog
      title={begun ? t("factor.confirmTitle") : t("factor.title")}
      okText={begun ? t("factor.confirm") : t("factor.next")}
      cancelText={t("ui:cancel")}
      okButtonProps={{ htmlType: "submit", form: id, loading: step.isPending }}
      onCancel={onClose}
      width={480}
    >
      <Form<Values>
        id={id}
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => step.mutate(values)}
        className={styles.stack ?? ""}
      >
        <Refusal error={step.error} />
        {begun ? (
          <>
            <p>{t("factor.scan")}</p>
            {begun.qr_svg && (
              <img
                className={styles.picture}
                src={`data:image/svg+xml,${encodeURIComponent(begun.qr_svg)}`}
                alt={t("factor.picture")}
              />
            )}
            <p>{t("factor.type")}</p>
            {begun.secret && <Code text={begun.secret} label={t("factor.key")} />}
            <Form.Item
              key="code"
              name="code"
              label={t("factor.code")}
              rules={[{ required: true, message: t("factor.codeNeeded") }]}
            >
              <Input autoFocus autoComplete="one-time-code" inputMode="numeric" maxLength={16} />
            </Form.Item>
          </>
        ) : (
          <>
            <p>{t("factor.off")}</p>
            <Form.Item
              key="password"
              name="password"
              label={t("factor.password")}
              rules={[{ required: true, message: t("session:login.passwordNeeded") }]}
            >
              <Input.Password autoComplete="current-password" autoFocus />
            </Form.Item>
          </>
        )}
      </Form>
    </Dialog>
  );
}
