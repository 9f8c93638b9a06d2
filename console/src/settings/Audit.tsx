import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable } from "../ui/DataTable.tsx";
import { Name } from "../ui/Name.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { auditQuery } from "./queries.ts";
import styles from "./settings.module.css";

type Entry = Schemas["AuditEntry"];

/** Who changed what. */
export function Audit(): ReactNode {
  const { t } = useTranslation("settings");
  const { cursor } = useSearch({ from: "/inside/settings" });
  const navigate = useNavigate({ from: "/settings" });
  const page = useQuery(auditQuery(cursor));
  const columns: Column<Entry>[] = [
    { key: "at", title: t("audit.at"), width: "130px", render: ({ at }) => <RelativeTime at={at} /> },
    { key: "member", title: t("audit.member"), render: ({ member }) => <Name id={member} /> },
    { key: "action", title: t("audit.action"), render: ({ action }) => <code>{action}</code> },
    { key: "change", title: t("audit.change"), render: (entry) => <Change entry={entry} /> },
  ];
  return (
    <Card isFlush>
      <DataTable
        label={t("tab.audit")}
        columns={columns}
        rowKey={({ id }) => id}
        page={page}
        card={(entry) => (
          <>
            <RelativeTime at={entry.at} /> · <Name id={entry.member} /> · <code>{entry.action}</code>
            <Change entry={entry} />
          </>
        )}
        empty={{ title: t("audit.empty") }}
        cursor={cursor}
        onCursor={(next) => void navigate({ search: { tab: "audit", cursor: next } })}
      />
    </Card>
  );
}

/** The fields before and after. */
function Change({ entry }: { entry: Entry }): ReactNode {
  const before: Record<string, unknown> = entry.before ?? {};
  const after: Record<string, unknown> = entry.after ?? {};
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const said = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  return (
    <ul className={styles.change}>
      {fields.map((field) => (
        <li key={field}>
          {field}: {field in before && <del>{said(before[field])}</del>}{" "}
          {field in after && <span>{said(after[field])}</span>}
        </li>
      ))}
    </ul>
  );
}
