import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Name } from "../../ui/Name.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { Failed } from "../../ui/states.tsx";
import { wordsQuery } from "./queries.ts";
import styles from "./results.module.css";
import type { Wanted } from "./view.ts";

interface WordsProps {
  survey: string;
  wanted: Wanted;
  question: string;
  /** How many wrote something. */
  n: number;
}

/** What respondents wrote, the latest first. */
export function Words({ survey, wanted, question, n }: WordsProps): ReactNode {
  const { t } = useTranslation("results");
  const said = useInfiniteQuery(wordsQuery(survey, wanted, question, n));
  if (said.error && !said.data) return <Failed error={said.error} again={() => void said.refetch()} />;
  return (
    <>
      <ul className={styles.said}>
        {said.data?.pages
          .flatMap(({ items }) => items)
          .map(({ response, at, unit, band, text }) => (
            <li key={response}>
              <p>{text}</p>
              <span className={styles.basis}>
                <Link to="/responses/$responseId" params={{ responseId: response }}>
                  <RelativeTime at={at} />
                </Link>
                {unit && " · "}
                {unit && <Name id={unit} />}
                {band && ` · ${t(`answer.${band}`, { defaultValue: band })}`}
              </span>
            </li>
          ))}
      </ul>
      {said.hasNextPage && (
        <Button onClick={() => void said.fetchNextPage()} loading={said.isFetchingNextPage}>
          {t("more")}
        </Button>
      )}
    </>
  );
}
