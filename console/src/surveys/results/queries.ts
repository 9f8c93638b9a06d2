import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answered, api, type Schemas } from "../../api/client.ts";
import { stepOf, type Wanted } from "./view.ts";

export type Results = Schemas["Results"];
export type QuestionResults = Schemas["QuestionResults"];

/** How often it is looked whether anything came; days that are over cost the server nothing. */
const LIVE_MS = 4_000;
const WORDS_AT_ONCE = 10;

export const resultsQuery = (survey_id: string, wanted: Wanted) =>
  queryOptions({
    queryKey: ["surveys", "results", survey_id, wanted],
    queryFn: () =>
      answered(
        api.GET("/v1/surveys/{survey_id}/results", {
          params: { path: { survey_id }, query: { ...wanted, by: stepOf(wanted) } },
        }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });

export const crossQuery = (survey_id: string, wanted: Wanted, row: string, column: string) =>
  queryOptions({
    queryKey: ["surveys", "results", survey_id, wanted, "cross", row, column],
    queryFn: () =>
      answered(
        api.GET("/v1/surveys/{survey_id}/results/cross", {
          params: { path: { survey_id }, query: { ...wanted, row, column } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** `n` is how many there are: when another comes, the list is asked for again. */
export const wordsQuery = (survey_id: string, wanted: Wanted, question: string, n: number) =>
  infiniteQueryOptions({
    queryKey: ["surveys", "results", survey_id, wanted, "words", question, n],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET("/v1/surveys/{survey_id}/results/words", {
          params: {
            path: { survey_id },
            query: { ...wanted, question, limit: WORDS_AT_ONCE, ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
