import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Permission, useMay } from "../session/account.ts";
import { Page } from "../ui/Page.tsx";
import { TabLinks } from "../ui/TabLinks.tsx";
import { Audit } from "./Audit.tsx";
import { BrandForm } from "./BrandForm.tsx";
import { BrandLook } from "./BrandLook.tsx";
import { BudgetForm } from "./BudgetForm.tsx";
import { Channels } from "./Channels.tsx";
import { FilesForm } from "./FilesForm.tsx";
import { Tokens } from "./Tokens.tsx";
import { TABS, type Tab } from "./tabs.ts";

const NEEDS: Record<Tab, Permission> = {
  brand: "edit_brand",
  budget: "edit_brand",
  channels: "edit_brand",
  tokens: "manage_tokens",
  audit: "read_audit",
};

/** The brand, how it reaches customers, which programs act for it, and who changed what. */
export function SettingsPage(): ReactNode {
  const { t } = useTranslation("settings");
  const may = useMay();
  const mine = TABS.filter((tab) => may(NEEDS[tab]));
  const wanted = useSearch({ from: "/inside/settings" }).tab;
  // One that is not for this member is no reason for an empty page.
  const tab = mine.find((one) => one === wanted) ?? mine[0];
  return (
    <Page title={t("title")} isNarrow={tab !== "audit" && tab !== "tokens"}>
      <TabLinks label={t("title")} tabs={mine.map((one) => ({ tab: one, name: t(`tab.${one}`) }))} />
      {tab === "brand" && (
        <>
          <BrandForm />
          <BrandLook />
        </>
      )}
      {tab === "budget" && (
        <>
          <BudgetForm />
          <FilesForm />
        </>
      )}
      {tab === "channels" && <Channels />}
      {tab === "tokens" && <Tokens />}
      {tab === "audit" && <Audit />}
    </Page>
  );
}
