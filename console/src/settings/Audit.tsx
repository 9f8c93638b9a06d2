import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select, Tag } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { useName } from "../api/names.ts";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable } from "../ui/DataTable.tsx";
import { DayRange } from "../ui/DayRange.tsx";
import { Export } from "../ui/Export.tsx";
import { ChoiceFilter, Filters } from "../ui/Filters.tsx";
import { Name } from "../ui/Name.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { type AuditFilter, auditFilterOf, auditWanted, THINGS } from "./auditFilter.ts";
import { auditQuery, memberChoiceQuery } from "./queries.ts";
import styles from "./settings.module.css";

type Entry = Schemas["AuditEntry"];

/** Who changed what. */
export function Audit(): ReactNode {
  const { t } = useTranslation("settings");
  const search = useSearch({ from: "/inside/settings" });
  const navigate = useNavigate({ from: "/settings" });
  const filter = auditFilterOf(search);
  const page = useQuery(auditQuery(filter, search.cursor));
  const narrow = (change: { [key in keyof AuditFilter]: AuditFilter[key] | undefined }): void =>
    void navigate({ search: { tab: "audit", ...filter, ...change } as typeof search, replace: true });
  const who = (entry: Entry): ReactNode => (
    <Who member={entry.member} onChoose={(member) => narrow({ member })} />
  );
  const columns: Column<Entry>[] = [
    { key: "at", title: t("audit.at"), width: "130px", render: ({ at }) => <RelativeTime at={at} /> },
    { key: "member", title: t("audit.member"), render: who },
    { key: "action", title: t("audit.action"), render: ({ action }) => <code>{action}</code> },
    { key: "change", title: t("audit.change"), render: (entry) => <Change entry={entry} /> },
  ];
  const isNarrowed = Object.keys(filter).length > 0;
  return (
    <>
      <Filters
        count={[filter.member, filter.thing, filter.from ?? filter.until].filter(Boolean).length}
        beside={<Export path="/v1/audit" filter={auditWanted(filter)} />}
      >
        {filter.member ? (
          <Tag closable onClose={() => narrow({ member: undefined })}>
            <Name id={filter.member} />
          </Tag>
        ) : (
          <MemberFilter onChoose={(member) => narrow({ member })} />
        )}
        <ChoiceFilter
          label={t("audit.thing")}
          value={filter.thing}
          options={THINGS.map((value) => ({ value, label: t(`audit.things.${value}`) }))}
          onChange={(thing) => narrow({ thing })}
        />
        <DayRange
          value={{ from: filter.from, to: filter.until }}
          onChange={({ from, to }) => narrow({ from, until: to })}
        />
      </Filters>
      <Card isFlush>
        <DataTable
          label={t("tab.audit")}
          columns={columns}
          rowKey={({ id }) => id}
          page={page}
          card={(entry) => (
            <>
              <RelativeTime at={entry.at} /> · {who(entry)} · <code>{entry.action}</code>
              <Change entry={entry} />
            </>
          )}
          empty={
            isNarrowed
              ? { title: t("audit.none.title"), text: t("audit.none.text") }
              : { title: t("audit.empty") }
          }
          cursor={search.cursor}
          onCursor={(cursor) => void navigate({ search: { tab: "audit", ...filter, cursor } })}
        />
      </Card>
    </>
  );
}

/** A member, whose other changes are a press away. */
function Who({ member, onChoose }: { member: string; onChoose: (member: string) => void }): ReactNode {
  const { t } = useTranslation("settings");
  const name = useName(member);
  return (
    <Button
      type="link"
      size="small"
      className={styles.who ?? ""}
      title={t("audit.onlyMember", { name: name ?? "…" })}
      onClick={() => onChoose(member)}
    >
      <Name id={member} />
    </Button>
  );
}

/** Members by name; those who are not offered are chosen in the list itself. */
function MemberFilter({ onChoose }: { onChoose: (member: string) => void }): ReactNode {
  const { t } = useTranslation("settings");
  const [isOpened, setOpened] = useState(false);
  const members = useQuery({ ...memberChoiceQuery, enabled: isOpened });
  return (
    <Select<string>
      className={styles.choice ?? ""}
      showSearch={{ optionFilterProp: "label" }}
      placeholder={t("audit.member")}
      aria-label={t("audit.member")}
      value={null}
      loading={members.isFetching}
      onOpenChange={(open) => open && setOpened(true)}
      onChange={onChoose}
      options={(members.data?.items ?? []).map(({ id, name, email }) => ({
        value: id,
        label: `${name} · ${email}`,
      }))}
    />
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
