import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { wordsIn } from "../responses/answers.ts";
import type { ResponseFilter } from "../responses/filter.ts";
import { Scores } from "../responses/Scores.tsx";
import { Name } from "../ui/Name.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import styles from "./LatestAnswers.module.css";

const SHOWN = 10;

/** The latest of the responses that a figure is made of. */
export function LatestAnswers({ filter }: { filter: ResponseFilter }): ReactNode {
  const { t } = useTranslation("journeys");
  const { data, error, refetch } = useQuery({
    queryKey: ["responses", "latest", filter],
    queryFn: () => answered(api.GET("/v1/responses", { params: { query: { ...filter, limit: SHOWN } } })),
  });
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  if (data.items.length === 0) return <p className={styles.none}>{t("noAnswers")}</p>;
  return (
    <ul className={styles.answers}>
      {data.items.map((response) => (
        <li key={response.id}>
          <Link to="/responses/$responseId" params={{ responseId: response.id }}>
            <RelativeTime at={response.submitted_at ?? response.changed_at} />
          </Link>{" "}
          · <Name id={response.unit} /> <Scores response={response} />
          <p>{wordsIn(response.answers)}</p>
        </li>
      ))}
    </ul>
  );
}
