import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { Page } from "../ui/Page.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import styles from "./JourneysPage.module.css";
import { say, touchpointsOf } from "./journey.ts";
import { NewJourney } from "./NewJourney.tsx";
import { journeysQuery } from "./queries.ts";

/** The brand's journeys. Whoever has one is led to it. */
export function JourneysPage(): ReactNode {
  const { t } = useTranslation("journeys");
  const { language } = useLanguage();
  const { all } = useSearch({ from: "/inside/journeys" });
  const may = useMay();
  const [isMaking, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(journeysQuery);
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const [first, ...others] = data.items;
  if (first && others.length === 0 && !all) {
    return <Navigate to="/journeys/$journeyId" params={{ journeyId: first.id }} replace />;
  }
  const make = may("edit_survey") && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
      {t("make")}
    </Button>
  );
  return (
    <Page title={t("title")} lead={t("lead")} actions={first && make}>
      {!first && <Empty title={t("empty.title")} text={t("empty.text")} action={make} />}
      <ul className={styles.journeys}>
        {data.items.map((journey) => (
          <li key={journey.id}>
            <Card>
              <h2>
                <Link to="/journeys/$journeyId" params={{ journeyId: journey.id }}>
                  {say(journey.name, language)}
                </Link>
              </h2>
              <p className={styles.about}>
                {t("about", {
                  stages: t("stages", { count: journey.stages.length }),
                  touchpoints: t("touchpoints", { count: touchpointsOf(journey).length }),
                  moments: t("moments", {
                    count: touchpointsOf(journey).filter(({ touchpoint }) => touchpoint.moment_of_truth)
                      .length,
                  }),
                })}
              </p>
              <p className={styles.way}>
                {journey.stages.map(({ name }) => say(name, language)).join(" → ")}
              </p>
            </Card>
          </li>
        ))}
      </ul>
      {isMaking && <NewJourney onClose={() => setMaking(false)} />}
    </Page>
  );
}
