import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Input, Tag } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable, rowLink } from "../ui/DataTable.tsx";
import { Export } from "../ui/Export.tsx";
import { ChoiceFilter, Filters } from "../ui/Filters.tsx";
import { useMoney } from "../ui/money.ts";
import { Name } from "../ui/Name.tsx";
import { Page } from "../ui/Page.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { useNarrow } from "../ui/useNarrow.ts";
import { useSettled } from "../ui/useSettled.ts";
import styles from "./CustomersPage.module.css";
import { type CustomerFilter, customersQuery, ORDERS } from "./queries.ts";

type Customer = Schemas["CustomerSummary"];

/** Everyone whom one may see, or the one that was looked for. */
export function CustomersPage(): ReactNode {
  const { t } = useTranslation("customers");
  const navigate = useNavigate({ from: "/customers" });
  const { cursor, ...filter } = useSearch({ from: "/inside/customers" });
  const page = useQuery({ ...customersQuery(filter, cursor), placeholderData: keepPreviousData });
  const narrow = (change: CustomerFilter): void => {
    void navigate({ search: { ...filter, ...change }, replace: true });
  };
  const columns = useColumns();
  const isNarrow = useNarrow();
  const { sort, ...narrowed } = filter;
  return (
    <Page title={t("title")} actions={<Export path="/v1/customers" filter={filter} />}>
      <Filters>
        <Search text={filter.q ?? ""} onChange={(q) => narrow({ q: q || undefined })} />
        {isNarrow && (
          <ChoiceFilter
            label={t("order.title")}
            value={sort}
            options={ORDERS.map((value) => ({ value, label: t(`order.${value}`) }))}
            onChange={(next) => narrow({ sort: next })}
          />
        )}
        {filter.tag && (
          <Tag closable onClose={() => narrow({ tag: undefined })}>
            {filter.tag}
          </Tag>
        )}
      </Filters>
      <Card isFlush>
        <DataTable
          label={t("title")}
          columns={columns}
          rowKey={(customer) => customer.id}
          page={page}
          card={(customer) => <CustomerRow customer={customer} />}
          empty={
            Object.keys(narrowed).length > 0
              ? { title: t("none.title"), text: t("none.text") }
              : { title: t("empty.title"), text: t("empty.text") }
          }
          sort={sort}
          onSort={(next) => narrow({ sort: next as CustomerFilter["sort"] })}
          cursor={cursor}
          onCursor={(next) => void navigate({ search: (now) => ({ ...now, cursor: next }) })}
        />
      </Card>
    </Page>
  );
}

/** Keeps what is typed and hands it on once somebody stops. */
function Search({ text, onChange }: { text: string; onChange: (text: string) => void }): ReactNode {
  const { t } = useTranslation("customers");
  const [typed, setTyped] = useState(text);
  const settled = useSettled(typed.trim(), 300);
  useEffect(() => {
    if (settled !== text) onChange(settled);
  }, [settled, text, onChange]);
  return (
    <Input.Search
      className={styles.search}
      allowClear
      placeholder={t("search")}
      aria-label={t("search")}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}

function useColumns(): Column<Customer>[] {
  const { t } = useTranslation("customers");
  const money = useMoney();
  return [
    { key: "name", title: t("column.name"), render: (customer) => <CustomerLink customer={customer} /> },
    {
      key: "identity",
      title: t("column.identity"),
      render: ({ identities }) => <Identity identities={identities} />,
    },
    { key: "unit", title: t("column.unit"), render: ({ home_unit }) => <Name id={home_unit} /> },
    {
      key: "tags",
      title: t("column.tags"),
      render: ({ tags }) => <TagLinks tags={tags} />,
    },
    { key: "orders", title: t("column.orders"), align: "end", render: ({ orders_total }) => orders_total },
    {
      key: "spend",
      title: t("column.spend"),
      align: "end",
      sort: "spend_total",
      render: ({ spend_total }) => money(spend_total),
    },
    {
      key: "seen",
      title: t("column.seen"),
      align: "end",
      sort: "last_seen_at",
      render: ({ last_seen_at }) => last_seen_at && <RelativeTime at={last_seen_at} />,
    },
  ];
}

/** Tags, each of which narrows the list to itself. */
function TagLinks({ tags }: { tags: string[] }): ReactNode {
  return (
    <span className={styles.tags}>
      {tags.map((tag) => (
        <Link
          key={tag}
          from="/customers"
          to="/customers"
          search={(now) => ({ ...now, tag, cursor: undefined })}
        >
          {tag}
        </Link>
      ))}
    </span>
  );
}

function CustomerLink({ customer }: { customer: Customer }): ReactNode {
  const { t } = useTranslation("customers");
  return (
    <Link to="/customers/$customerId" params={{ customerId: customer.id }} className={rowLink}>
      {customer.name ?? t("stranger")}
    </Link>
  );
}

/** How to reach them, or what else they are known by. */
function Identity({ identities }: { identities: Customer["identities"] }): ReactNode {
  const order = ["phone", "email", "member", "user", "openid", "unionid", "anonymous"];
  const best = identities.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))[0];
  return <span className={styles.identity}>{best?.value ?? "–"}</span>;
}

function CustomerRow({ customer }: { customer: Customer }): ReactNode {
  const { t } = useTranslation("customers");
  const money = useMoney();
  return (
    <div className={styles.row}>
      <CustomerLink customer={customer} />
      <span className={styles.soft}>
        <Name id={customer.home_unit} /> · {t("orders", { count: customer.orders_total })} ·{" "}
        {money(customer.spend_total)}
      </span>
      {customer.tags.length > 0 && <TagLinks tags={customer.tags} />}
    </div>
  );
}
