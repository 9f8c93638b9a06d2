import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useMay, useSeesWholeBrand } from "../session/account.ts";
import { Ask } from "../ui/Ask.tsx";
import { Card } from "../ui/Card.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import styles from "./Merges.module.css";

/** Who was found to be the same person, and how to take that back. */
export function Merges({ customer }: { customer: Schemas["Customer"] }): ReactNode {
  const { t } = useTranslation("customers");
  const may = useMay();
  const seesWholeBrand = useSeesWholeBrand();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [asked, setAsked] = useState<string | null>(null);
  if (customer.merges.length === 0) return null;
  const undo = async (merge_id: string): Promise<void> => {
    try {
      await answered(api.POST("/v1/merges/{merge_id}/undo", { params: { path: { merge_id } } }));
    } finally {
      // Also when it was refused: somebody may have undone it before.
      await queries.invalidateQueries({ queryKey: ["customers"] });
    }
    void message.success(t("unmerged"));
  };
  const latest = customer.merges.find((merge) => !merge.undone_at);
  return (
    <Card title={t("merges")}>
      <ul>
        {customer.merges.map((merge) => (
          <li key={merge.id} className={styles.merge}>
            <span>
              <RelativeTime at={merge.at} />
              {merge.undone_at && ` · ${t("undone")}`}
            </span>
            {merge === latest && seesWholeBrand && may("edit_customers") && (
              <Button size="small" onClick={() => setAsked(merge.id)}>
                {t("unmerge")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked && (
        <Ask
          title={t("unmergeTitle")}
          consequence={t("unmergeText")}
          verb={t("unmerge")}
          onYes={() => undo(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </Card>
  );
}
