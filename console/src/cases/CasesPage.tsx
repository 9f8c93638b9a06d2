import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Checkbox } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable, rowLink } from "../ui/DataTable.tsx";
import { Export } from "../ui/Export.tsx";
import { ChoiceFilter, Filters } from "../ui/Filters.tsx";
import { Name } from "../ui/Name.tsx";
import { Page } from "../ui/Page.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { TabLinks } from "../ui/TabLinks.tsx";
import { Board } from "./Board.tsx";
import { CaseCard } from "./CaseCard.tsx";
import { CaseFigures } from "./CaseFigures.tsx";
import { Clock } from "./Clock.tsx";
import { OwnerFilter } from "./OwnerFilter.tsx";
import { Quote } from "./Quote.tsx";
import { type Case, type CaseFilter, casesQuery, DAYS, ORDERS, STATES, type ViewFilter } from "./queries.ts";

/** All cases of one's units, for those who see to it that none is forgotten: as a list, a board and figures. */
export function CasesPage(): ReactNode {
  const { t } = useTranslation("cases");
  const navigate = useNavigate({ from: "/cases" });
  const { cursor, tab, days, ...filter } = useSearch({ from: "/inside/cases" });
  const narrow = (change: ViewFilter): void => {
    void navigate({ search: (now) => ({ ...now, cursor: undefined, ...change }), replace: true });
  };
  const view = { days, ...filter };
  return (
    <Page title={t("title")} actions={!tab && <Export path="/v1/cases" filter={filter} />}>
      <TabLinks
        label={t("title")}
        tabs={[
          { tab: "list", name: t("tab.list") },
          { tab: "board", name: t("tab.board") },
          { tab: "figures", name: t("tab.figures") },
        ]}
      />
      <Filters>
        {!tab && (
          <ChoiceFilter
            label={t("column.state")}
            value={filter.state}
            options={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
            onChange={(state) => narrow({ state })}
          />
        )}
        {tab === "figures" ? (
          <ChoiceFilter
            label={t("period")}
            value={days}
            options={DAYS.map((value) => ({ value, label: t("lastDays", { count: Number(value) }) }))}
            onChange={(value) => narrow({ days: value })}
          />
        ) : (
          <>
            <OwnerFilter unit={filter.unit} value={filter.owner} onChange={(owner) => narrow({ owner })} />
            {!tab && (
              <ChoiceFilter
                label={t("order")}
                value={filter.sort}
                options={ORDERS.map((value) => ({ value, label: t(`sort.${value}`) }))}
                onChange={(sort) => narrow({ sort })}
              />
            )}
            <Checkbox
              checked={filter.late ?? false}
              onChange={({ target }) => narrow({ late: target.checked || undefined })}
            >
              {t("lateOnly")}
            </Checkbox>
          </>
        )}
      </Filters>
      {!tab && <List filter={filter} cursor={cursor} />}
      {tab === "board" && <Board filter={filter} />}
      {tab === "figures" && <CaseFigures filter={view} />}
    </Page>
  );
}

function List({ filter, cursor }: { filter: CaseFilter; cursor: string | undefined }): ReactNode {
  const { t } = useTranslation("cases");
  const navigate = useNavigate({ from: "/cases" });
  const page = useQuery({ ...casesQuery(filter, cursor), placeholderData: keepPreviousData });
  const columns = useColumns();
  return (
    <Card isFlush>
      <DataTable
        label={t("title")}
        columns={columns}
        rowKey={(one) => one.id}
        page={page}
        card={(one) => <CaseCard of={one} />}
        empty={{ title: t("none.title"), text: t("none.text") }}
        cursor={cursor}
        onCursor={(next) => void navigate({ search: (now) => ({ ...now, cursor: next }) })}
      />
    </Card>
  );
}

function useColumns(): Column<Case>[] {
  const { t } = useTranslation("cases");
  return [
    {
      key: "customer",
      title: t("customer"),
      width: "150px",
      render: (one) => (
        <Link to="/cases/$caseId" params={{ caseId: one.id }} className={rowLink}>
          <Name id={one.customer} otherwise={t("stranger")} />
        </Link>
      ),
    },
    {
      key: "reason",
      title: t("whatHappened"),
      render: ({ causes }) => causes[0] && <Quote text={causes[0].reason} />,
    },
    {
      key: "unit",
      title: t("column.unit"),
      width: "150px",
      render: ({ unit }) => <Name id={unit} otherwise={t("noUnit")} />,
    },
    {
      key: "owner",
      title: t("column.owner"),
      render: ({ owner }) => <Name id={owner} otherwise={t("nobody")} />,
    },
    { key: "state", title: t("column.state"), render: ({ state }) => t(`state.${state as "open"}`) },
    {
      key: "opened",
      title: t("column.opened"),
      align: "end",
      render: ({ opened_at }) => <RelativeTime at={opened_at} />,
    },
    {
      key: "due",
      title: t("column.due"),
      align: "end",
      render: (one) =>
        one.state === "closed" ? t(`outcome.${(one.outcome ?? "unknown") as "unknown"}`) : <Clock of={one} />,
    },
  ];
}
