import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useMay } from "../session/account.ts";
import { Score } from "../ui/Score.tsx";
import { npsTone } from "../ui/tone.ts";
import styles from "./MomentText.module.css";

/** What a customer answered: the score, and their words. */
export function AnswerMoment({ event }: { event: Schemas["EventView"] }): ReactNode {
  const { t } = useTranslation("customers");
  const properties = (event.properties ?? {}) as { nps?: number; csat?: number; response_id?: string };
  const words = useWords(properties.response_id);
  return (
    <>
      <strong>{t("answered")}</strong>{" "}
      {properties.nps !== undefined && <Score tone={npsTone(properties.nps)}>NPS {properties.nps}</Score>}{" "}
      {properties.csat !== undefined && <span>CSAT {properties.csat}</span>}
      {words && <q className={styles.words}>{words}</q>}
    </>
  );
}

/** What was written in a response: its answers that are text. */
function useWords(response_id: string | undefined): string | undefined {
  const may = useMay();
  const { data } = useQuery({
    queryKey: ["responses", response_id],
    queryFn: () =>
      answered(
        api.GET("/v1/responses/{response_id}", { params: { path: { response_id: response_id ?? "" } } }),
      ),
    enabled: response_id !== undefined && may("read_responses"),
    staleTime: 300_000,
  });
  return data && textsIn(data.answers).join(" · ");
}

function textsIn(answers: Record<string, unknown>): string[] {
  return Object.values(answers).flatMap((answer) => {
    if (typeof answer === "string") return [answer];
    const text = (answer as { text?: unknown } | null)?.text;
    return typeof text === "string" ? [text] : [];
  });
}
