import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { useMoney } from "../ui/money.ts";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Score } from "../ui/Score.tsx";
import { npsTone } from "../ui/tone.ts";
import { Fact, Facts } from "./Facts.tsx";
import type { Profile } from "./profile.ts";
import { Tags } from "./Tags.tsx";
import styles from "./Who.module.css";

/** Who they are to the brand: what they are known by, bought, answered, and are tagged with. */
export function Who({ profile }: { profile: Profile }): ReactNode {
  const { t } = useTranslation("customers");
  const money = useMoney();
  const nps = (profile.responses ?? []).flatMap(({ nps }) => (nps === undefined ? [] : [nps]));
  const last = nps.at(-1);
  return (
    <Card title={t("who")}>
      {profile.open_case && (
        <p className={styles.case}>
          <Link to="/cases/$caseId" params={{ caseId: profile.open_case }}>
            {t("openCase")}
          </Link>
        </p>
      )}
      <Facts>
        {(profile.identities ?? []).map(({ kind, value }) => (
          <Fact key={`${kind}:${value}`} name={t(`identity.${kind as "phone"}`)}>
            {value}
          </Fact>
        ))}
        <Fact name={t("column.orders")}>{profile.orders_total}</Fact>
        <Fact name={t("column.spend")}>{money(profile.spend_total)}</Fact>
        <Fact name={t("lastOrder")}>
          {profile.last_order_at && <RelativeTime at={profile.last_order_at} />}
        </Fact>
        <Fact name={t("lastNps")}>{last !== undefined && <Score tone={npsTone(last)}>{last}</Score>}</Fact>
      </Facts>
      <Tags tags={profile.tags ?? {}} />
    </Card>
  );
}
