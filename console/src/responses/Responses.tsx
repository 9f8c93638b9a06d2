import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { ChannelFilter } from "../ui/ChannelFilter.tsx";
import { type Column, DataTable, rowLink } from "../ui/DataTable.tsx";
import { DayRange } from "../ui/DayRange.tsx";
import { Export } from "../ui/Export.tsx";
import { ChoiceFilter, Filters } from "../ui/Filters.tsx";
import { Name } from "../ui/Name.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Apart } from "./Apart.tsx";
import { wordsIn } from "./answers.ts";
import { Flags } from "./Flags.tsx";
import { APART, BANDS, narrowings, type ResponseFilter } from "./filter.ts";
import styles from "./Responses.module.css";
import { Scores } from "./Scores.tsx";
import { TouchpointFilter } from "./TouchpointFilter.tsx";

/** A change of some fields; one that is undefined is taken away. */
type Changed<T> = { [Name in keyof T]?: T[Name] | undefined };
type Response = Schemas["SurveyResponse"];

interface ResponsesProps {
  /** Of one survey only. */
  survey?: string;
  filter: ResponseFilter;
  cursor: string | undefined;
  /** Sets the address. */
  onShow: (filter: ResponseFilter, cursor?: string) => void;
}

/** What came back. */
export function Responses({ survey, filter, cursor, onShow }: ResponsesProps): ReactNode {
  const { t } = useTranslation("responses");
  const query = { ...(survey ? { survey } : {}), ...filter };
  const page = useQuery({
    queryKey: ["responses", "list", query, cursor],
    queryFn: () => answered(api.GET("/v1/responses", { params: { query: { ...query, limit: 50, cursor } } })),
    placeholderData: keepPreviousData,
  });
  const show = (change: Changed<ResponseFilter>): void => onShow({ ...filter, ...change } as ResponseFilter);
  const may = useMay();
  const isNarrowed = Object.keys(filter).length > 0;
  return (
    <>
      <Filters count={narrowings(filter)} beside={<Export path="/v1/responses" filter={query} />}>
        <Input.Search
          key={filter.q}
          className={styles.search ?? ""}
          defaultValue={filter.q}
          placeholder={t("words")}
          aria-label={t("words")}
          allowClear
          onSearch={(q) => show({ q: q || undefined })}
        />
        <ChoiceFilter
          label={t("band.title")}
          value={filter.band}
          options={BANDS.map((band) => ({ value: band, label: t(`band.${band}`) }))}
          onChange={(band) => show({ band })}
        />
        <ChannelFilter value={filter.channel} onChange={(channel) => show({ channel })} />
        <ChoiceFilter
          label={t("flags.title")}
          value={filter.flagged === undefined ? undefined : filter.flagged ? "only" : "out"}
          options={(["only", "out"] as const).map((value) => ({ value, label: t(`flags.${value}`) }))}
          onChange={(which) => show({ flagged: which === undefined ? undefined : which === "only" })}
        />
        <ChoiceFilter
          label={t("apart.title")}
          value={filter.apart}
          options={APART.map((value) => ({ value, label: t(`apart.${value}`) }))}
          onChange={(apart) => show({ apart })}
        />
        {may("read_metrics") && (
          <TouchpointFilter
            value={filter}
            onChange={(journey, touchpoint) => show({ journey, touchpoint })}
          />
        )}
        <DayRange
          value={{ from: filter.completed_from, to: filter.completed_to }}
          onChange={({ from, to }) => show({ completed_from: from, completed_to: to })}
        />
      </Filters>
      <Card isFlush>
        <DataTable
          label={t("title")}
          columns={useColumns()}
          rowKey={({ id }) => id}
          page={page}
          card={(response) => (
            <>
              <Opened response={response} />
              {response.unit && (
                <>
                  {" · "}
                  <Name id={response.unit} />
                </>
              )}
              <p>
                <Scores response={response} />
              </p>
              <p>
                {wordsIn(response.answers)} <Flags flags={response.flags} /> <Apart apart={response.apart} />
              </p>
            </>
          )}
          empty={
            isNarrowed
              ? { title: t("none.title"), text: t("none.text") }
              : { title: t("empty.title"), text: t("empty.text") }
          }
          cursor={cursor}
          onCursor={(cursor) => onShow(filter, cursor)}
        />
      </Card>
    </>
  );
}

function useColumns(): Column<Response>[] {
  const { t } = useTranslation("responses");
  return [
    { key: "when", title: t("when"), width: "120px", render: (response) => <Opened response={response} /> },
    {
      key: "scores",
      title: t("scores"),
      width: "230px",
      render: (response) => <Scores response={response} />,
    },
    {
      key: "words",
      title: t("own"),
      render: ({ answers, flags, apart }) => (
        <>
          {wordsIn(answers) || "–"} <Flags flags={flags} /> <Apart apart={apart} />
        </>
      ),
    },
    { key: "customer", title: t("customer"), render: ({ customer }) => <Name id={customer} /> },
    { key: "unit", title: t("unit"), render: ({ unit }) => <Name id={unit} /> },
  ];
}

function Opened({ response }: { response: Response }): ReactNode {
  return (
    <Link to="/responses/$responseId" params={{ responseId: response.id }} className={rowLink}>
      <RelativeTime at={response.submitted_at ?? response.changed_at} />
    </Link>
  );
}
