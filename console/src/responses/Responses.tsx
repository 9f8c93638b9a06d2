import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Input } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable, rowLink } from "../ui/DataTable.tsx";
import { Export } from "../ui/Export.tsx";
import { ChoiceFilter, Filters } from "../ui/Filters.tsx";
import { Name } from "../ui/Name.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { UnitFilter } from "../ui/UnitFilter.tsx";
import { wordsIn } from "./answers.ts";
import { BANDS, filterOf, type ResponseFilter } from "./filter.ts";
import styles from "./Responses.module.css";
import { Scores } from "./Scores.tsx";

type Response = Schemas["SurveyResponse"];

/** What came back to a survey. */
export function Responses({ survey }: { survey: string }): ReactNode {
  const { t } = useTranslation("responses");
  const search = useSearch({ from: "/inside/surveys/$surveyId" });
  const navigate = useNavigate({ from: "/surveys/$surveyId" });
  const filter = filterOf(search);
  const query = { survey, ...filter };
  const page = useQuery({
    queryKey: ["responses", "list", query, search.cursor],
    queryFn: () =>
      answered(
        api.GET("/v1/responses", { params: { query: { ...query, limit: 50, cursor: search.cursor } } }),
      ),
    placeholderData: keepPreviousData,
  });
  const show = (change: ResponseFilter): void =>
    void navigate({ search: { tab: "responses", ...filter, ...change } });
  const isNarrowed = Object.keys(filter).length > 0;
  return (
    <>
      <Filters>
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
        <UnitFilter value={filter.unit} onChange={(unit) => show({ unit })} />
        <Export path="/v1/responses" filter={query} />
      </Filters>
      <Card isFlush>
        <DataTable
          label={t("title")}
          columns={useColumns()}
          rowKey={({ id }) => id}
          page={page}
          card={(response) => (
            <>
              <Opened response={response} /> · <Name id={response.unit} /> <Scores response={response} />
              <p>{wordsIn(response.answers)}</p>
            </>
          )}
          empty={
            isNarrowed
              ? { title: t("none.title"), text: t("none.text") }
              : { title: t("empty.title"), text: t("empty.text") }
          }
          cursor={search.cursor}
          onCursor={(cursor) => void navigate({ search: { tab: "responses", ...filter, cursor } })}
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
      width: "150px",
      render: (response) => <Scores response={response} />,
    },
    { key: "words", title: t("own"), render: ({ answers }) => wordsIn(answers) || "–" },
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
