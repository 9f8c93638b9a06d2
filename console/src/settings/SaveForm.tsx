import { useMutation } from "@tanstack/react-query";
import { App, Button, Form } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import styles from "./settings.module.css";

interface SaveFormProps<Values> {
  title: string;
  initial: Partial<Values>;
  onSave: (values: Values) => Promise<unknown>;
  children: ReactNode;
}

/** Fields of one matter that are kept together. */
export function SaveForm<Values extends object>(props: SaveFormProps<Values>): ReactNode {
  const { title, initial, onSave, children } = props;
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const save = useMutation({
    mutationFn: onSave,
    onSuccess: () => void message.success(t("saved")),
  });
  return (
    <Card title={title}>
      <Form<Values>
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={(values) => save.mutate(values)}
        className={styles.form ?? ""}
      >
        <Refusal error={save.error} />
        {children}
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t("save")}
        </Button>
      </Form>
    </Card>
  );
}
