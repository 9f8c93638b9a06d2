import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { MayBeAsked } from "../asking/MayBeAsked.tsx";
import { useMay } from "../session/account.ts";
import { Name } from "../ui/Name.tsx";
import { Page } from "../ui/Page.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import styles from "./CustomerPage.module.css";
import { Merges } from "./Merges.tsx";
import { nameOf, profileOf } from "./profile.ts";
import { customerQuery } from "./queries.ts";
import { Reach } from "./Reach.tsx";
import { Timeline } from "./Timeline.tsx";
import { Vouchers } from "./Vouchers.tsx";
import { Who } from "./Who.tsx";

/** One customer: who they are, how they may be reached, and everything that happened in one timeline. */
export function CustomerPage(): ReactNode {
  const { customerId } = useParams({ from: "/inside/customers/$customerId" });
  const { t } = useTranslation("customers");
  const may = useMay();
  const one = useQuery(customerQuery(customerId));
  if (one.error && !one.data) return <Failed error={one.error} again={() => void one.refetch()} />;
  if (!one.data) return <Loading rows={14} />;
  const profile = profileOf(one.data);
  return (
    <Page
      title={nameOf(profile) ?? t("stranger")}
      lead={
        <>
          <Name id={profile.home_unit} otherwise={t("noUnit")} /> · {t("since")}{" "}
          <RelativeTime at={profile.first_seen_at ?? one.data.created_at} />
        </>
      }
    >
      <div className={styles.columns}>
        <aside className={styles.side} aria-label={t("who")}>
          <Who profile={profile} />
          <Reach profile={profile} />
          {may("read_surveys") && <MayBeAsked customer={one.data.id} />}
          <Vouchers customer={one.data.id} />
          <Merges customer={one.data} />
        </aside>
        <Timeline customer={one.data.id} />
      </div>
    </Page>
  );
}
