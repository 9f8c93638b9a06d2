import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { TabLinks } from "../ui/TabLinks.tsx";
import { day } from "../ui/time.ts";
import { MomentRow } from "./MomentRow.tsx";
import { KINDS, type Moment, momentsOf } from "./moments.ts";
import styles from "./Timeline.module.css";

/** The server keeps the latest hundred events of a customer; with their messages and cases this is all. */
const ITEMS_MAX = 300;

/** Everything that happened with a customer, newest first, or only one kind of it. */
export function Timeline({ customer }: { customer: string }): ReactNode {
  const { t } = useTranslation("customers");
  const { tab } = useSearch({ from: "/inside/customers/$customerId" });
  const all = useMoments(customer);
  const moments = all.data?.filter((moment) => !tab || moment.kind === tab);
  return (
    <Card title={t("timeline")} isFlush>
      <div className={styles.filters}>
        <TabLinks
          label={t("timeline")}
          tabs={(["all", ...KINDS] as const).map((one) => ({ tab: one, name: t(`kind.${one}`) }))}
        />
      </div>
      {all.error && !moments && <Failed error={all.error} again={() => void all.refetch()} />}
      {!moments && !all.error && <Loading rows={10} />}
      {moments?.length === 0 && <Empty title={t("noMoments.title")} text={t("noMoments.text")} />}
      {moments && <Days moments={moments} />}
    </Card>
  );
}

function Days({ moments }: { moments: Moment[] }): ReactNode {
  const { language } = useLanguage();
  const days = new Map<string, Moment[]>();
  for (const moment of moments) {
    const name = day(moment.at, language);
    days.set(name, [...(days.get(name) ?? []), moment]);
  }
  return [...days].map(([name, ofDay]) => (
    <section key={name} className={styles.day} aria-label={name}>
      <h3>{name}</h3>
      <ol>
        {ofDay.map((moment) => (
          <MomentRow key={moment.key} moment={moment} />
        ))}
      </ol>
    </section>
  ));
}

function useMoments(customer_id: string): {
  data: Moment[] | undefined;
  error: Error | null;
  refetch: () => unknown;
} {
  const may = useMay();
  const mayReadCases = may("read_cases");
  return useQuery({
    queryKey: ["customers", customer_id, "timeline", mayReadCases],
    queryFn: async () => {
      const params = { path: { customer_id }, query: { limit: ITEMS_MAX } };
      const [timeline, cases] = await Promise.all([
        answered(api.GET("/v1/customers/{customer_id}/timeline", { params })),
        mayReadCases
          ? answered(api.GET("/v1/cases", { params: { query: { customer: customer_id, limit: 100 } } }))
          : { items: [] },
      ]);
      return momentsOf(timeline.items, cases.items);
    },
  });
}
