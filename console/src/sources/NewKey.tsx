import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { Code } from "../ui/Code.tsx";
import { newKeyQuery } from "./queries.ts";
import styles from "./source.module.css";

/** The key of a source that was just made, until it is put away. */
export function NewKey({ source, secret }: { source: string; secret: string }): ReactNode {
  const { t } = useTranslation("sources");
  const queries = useQueryClient();
  return (
    <Card title={t("newKey.title")}>
      <div className={styles.stack}>
        <p>{t("newKey.text")}</p>
        <Code text={secret} label={t("key")} />
        <Button
          className={styles.start ?? ""}
          onClick={() => queries.setQueryData(newKeyQuery(source).queryKey, null)}
        >
          {t("newKey.kept")}
        </Button>
      </div>
    </Card>
  );
}
