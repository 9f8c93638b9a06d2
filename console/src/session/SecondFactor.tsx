import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { Card } from "../ui/Card.tsx";
import { FormDialog } from "../ui/FormDialog.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { Enrol } from "./Enrol.tsx";
import { RecoveryCodes } from "./RecoveryCodes.tsx";
import styles from "./SecondFactor.module.css";

const SECOND_FACTOR = ["second-factor"];

/** Codes left at which one is told to make new ones. */
const FEW = 3;

/** One's own second factor: whether it is on, and what can be done with it. */
export function SecondFactor(): ReactNode {
  const { t } = useTranslation("access");
  const queries = useQueryClient();
  const { message } = App.useApp();
  const state = useQuery({
    queryKey: SECOND_FACTOR,
    queryFn: () => answered(api.GET("/v1/session/second_factor")),
  });
  const [open, setOpen] = useState<"enrol" | "remove" | "renew" | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const changed = (made: string[] | null): void => {
    setCodes(made);
    void queries.invalidateQueries({ queryKey: SECOND_FACTOR });
  };
  const close = (): void => setOpen(null);
  const { data, error } = state;
  return (
    <Card title={t("factor.title")}>
      {error && !data && <Failed error={error} again={() => void state.refetch()} />}
      {!error && !data && <Loading rows={2} />}
      {data && !data.since && (
        <div className={styles.stack}>
          <p>{t("factor.off")}</p>
          <Button className={styles.start ?? ""} onClick={() => setOpen("enrol")}>
            {t("factor.set")}
          </Button>
        </div>
      )}
      {data?.since && (
        <div className={styles.stack}>
          <p>
            <On since={data.since} /> {t("factor.left", { count: data.recovery_codes_left })}{" "}
            {data.recovery_codes_left <= FEW && t("factor.few")}
          </p>
          <div className={styles.actions}>
            <Button onClick={() => setOpen("renew")}>{t("factor.renew")}</Button>
            <Button onClick={() => setOpen("remove")}>{t("factor.remove")}</Button>
          </div>
        </div>
      )}
      {open === "enrol" && <Enrol onDone={changed} onClose={close} />}
      {open === "renew" && (
        <WithPassword
          title={t("factor.renewTitle")}
          consequence={t("factor.renewConsequence")}
          verb={t("factor.renewVerb")}
          onSubmit={async (password) => {
            const body = { password };
            changed((await answered(api.POST("/v1/session/second_factor/recovery_codes", { body }))).codes);
          }}
          onClose={close}
        />
      )}
      {open === "remove" && (
        <WithPassword
          title={t("factor.removeTitle")}
          consequence={t("factor.removeConsequence")}
          verb={t("factor.remove")}
          onSubmit={async (password) => {
            await answered(api.POST("/v1/session/second_factor/remove", { body: { password } }));
            changed(null);
            void message.success(t("factor.isOff"));
          }}
          onClose={close}
        />
      )}
      {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
    </Card>
  );
}

/** "Turned on 3 days ago": the time is an element of its own, wherever the language puts it. */
function On({ since }: { since: string }): ReactNode {
  const { t } = useTranslation("access");
  const [before, behind] = t("factor.on", { when: "\u0000" }).split("\u0000");
  return (
    <>
      {before}
      <RelativeTime at={since} />
      {behind}
    </>
  );
}

interface WithPasswordProps {
  title: string;
  consequence: string;
  verb: string;
  onSubmit: (password: string) => Promise<void>;
  onClose: () => void;
}

/** Does something for which one has to show once more that it is oneself. */
function WithPassword({ title, consequence, verb, onSubmit, onClose }: WithPasswordProps): ReactNode {
  const { t } = useTranslation(["access", "session"]);
  return (
    <FormDialog<{ password: string }>
      title={title}
      verb={verb}
      onSubmit={({ password }) => onSubmit(password)}
      onClose={onClose}
    >
      <p className={styles.consequence}>{consequence}</p>
      <Form.Item
        name="password"
        label={t("factor.password")}
        rules={[{ required: true, message: t("session:login.passwordNeeded") }]}
      >
        <Input.Password autoComplete="current-password" autoFocus />
      </Form.Item>
    </FormDialog>
  );
}
