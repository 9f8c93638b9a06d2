import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Name } from "../ui/Name.tsx";
import { Pill } from "../ui/Pill.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import styles from "./asking.module.css";
import { looksQuery } from "./queries.ts";
import { Reasons } from "./Reasons.tsx";

/** The widget's latest decision about each known customer, with its reasons. */
export function WidgetLooks({ survey }: { survey: string }): ReactNode {
  const { t } = useTranslation("asking");
  const { data, error, refetch } = useQuery(looksQuery(survey));
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={3} />;
  if (data.items.length === 0)
    return <Empty title={t("widget.looksEmpty.title")} text={t("widget.looksEmpty.text")} />;
  return data.items.map((look) => (
    <details key={look.customer} className={styles.details}>
      <summary>
        <span>
          <Name id={look.customer} /> · {look.page} · <RelativeTime at={look.at} />
        </span>
        <Pill mode={look.shown ? "on" : "off"}>{look.shown ? t("widget.shown") : t("widget.notShown")}</Pill>
      </summary>
      <Reasons reasons={look.decision.reasons} />
    </details>
  ));
}
