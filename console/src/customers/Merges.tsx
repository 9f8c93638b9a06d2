import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useMay, useSeesWholeBrand } from "../session/account.ts";
import { overlays } from "../theme/ThemeProvider.tsx";
import { Card } from "../ui/Card.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import styles from "./Merges.module.css";

/** Who was found to be the same person, and how to take that back. */
export function Merges({ customer }: { customer: Schemas["Customer"] }): ReactNode {
  const { t } = useTranslation("customers");
  const may = useMay();
  const seesWholeBrand = useSeesWholeBrand();
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const undo = useMutation({
    mutationFn: (merge_id: string) =>
      answered(api.POST("/v1/merges/{merge_id}/undo", { params: { path: { merge_id } } })),
    onSuccess: () => message.success(t("unmerged")),
    onSettled: () => queries.invalidateQueries({ queryKey: ["customers"] }),
  });
  const ask = (merge_id: string): void =>
    void modal.confirm({
      title: t("unmergeTitle"),
      content: t("unmergeText"),
      okText: t("unmerge"),
      getContainer: overlays,
      onOk: () => undo.mutateAsync(merge_id),
    });
  if (customer.merges.length === 0) return null;
  const latest = customer.merges.find((merge) => !merge.undone_at);
  return (
    <Card title={t("merges")}>
      <Refusal error={undo.error} />
      <ul>
        {customer.merges.map((merge) => (
          <li key={merge.id} className={styles.merge}>
            <span>
              <RelativeTime at={merge.at} />
              {merge.undone_at && ` · ${t("undone")}`}
            </span>
            {merge === latest && seesWholeBrand && may("edit_customers") && (
              <Button size="small" onClick={() => ask(merge.id)}>
                {t("unmerge")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
