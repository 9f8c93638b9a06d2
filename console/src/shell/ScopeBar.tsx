import { useMatches, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../session/account.ts";
import { UnitSelect } from "../ui/UnitSelect.tsx";
import styles from "./ScopeBar.module.css";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** The page shows what belongs to the unit of the scope bar. */
    isScoped?: true;
  }
}

/** What all pages look at: the unit stays in the address from page to page, so that a link shows the same. */
export function ScopeBar(): ReactNode {
  const { t } = useTranslation("shell");
  const may = useMay();
  const navigate = useNavigate();
  const { unit } = useSearch({ from: "/inside" });
  const isScoped = useMatches({ select: (matches) => matches.some(({ staticData }) => staticData.isScoped) });
  if (!isScoped || !may("read_units")) return null;
  const look = (next: string | undefined): void => {
    // Another unit's list begins at its beginning.
    void navigate({ to: ".", search: (now) => ({ ...now, unit: next, cursor: undefined }) });
  };
  return (
    <search className={styles.bar} aria-label={t("scope.title")}>
      <UnitSelect value={unit} onChange={look} label={t("scope.unit")} placeholder={t("scope.everything")} />
    </search>
  );
}
