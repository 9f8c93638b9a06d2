import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { useNow } from "../ui/RelativeTime.tsx";
import { Fact, Facts } from "./Facts.tsx";
import { type Profile, usualHour } from "./profile.ts";

const WEEK_MS = 7 * 86_400_000;

/** Whether and when they may be written to: consent, messages of the last week, the hour they like. */
export function Reach({ profile }: { profile: Profile }): ReactNode {
  const { t } = useTranslation("customers");
  const now = useNow(60_000);
  const may = useMay();
  const settings = useQuery({
    queryKey: ["settings"],
    queryFn: () => answered(api.GET("/v1/settings")),
    enabled: may("edit_brand"),
    staleTime: 300_000,
  });
  const recent = (profile.contacts ?? []).filter((contact) => now - Date.parse(contact.at) < WEEK_MS);
  const counted = recent.filter((contact) => contact.class !== "service").length;
  const total = (settings.data?.budget as { total?: { max: number; per: string } } | undefined)?.total;
  const hour = usualHour(profile);
  const consents = Object.entries(profile.consent ?? {});
  return (
    <Card title={t("reach")}>
      <Facts>
        <Fact name={t("budget")}>
          {total?.per === "P7D"
            ? t("budgetOf", { used: counted, max: total.max })
            : t("budgetUsed", { count: recent.length })}
        </Fact>
        <Fact name={t("hour")}>{hour !== null && t("hourFrom", { from: hour, to: (hour + 1) % 24 })}</Fact>
        {consents.map(([what, { granted }]) => (
          <Fact key={what} name={consentName(t, what)}>
            {granted ? t("granted") : t("withdrawn")}
          </Fact>
        ))}
      </Facts>
      {consents.length === 0 && <p>{t("noConsent")}</p>}
    </Card>
  );
}

/** `email.marketing` in words. */
function consentName(t: ReturnType<typeof useTranslation<"customers">>["t"], what: string): string {
  const [channel = "", kind = ""] = what.split(".");
  return [
    t(`channel.${channel as "email"}`, { defaultValue: channel }),
    t(`class.${kind as "marketing"}`, { defaultValue: kind }),
  ]
    .filter(Boolean)
    .join(" · ");
}
