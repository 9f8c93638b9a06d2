import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../ui/Page.tsx";
import { Responses } from "./Responses.tsx";

/** What customers answered, over all surveys. */
export function ResponsesPage(): ReactNode {
  const { t } = useTranslation("responses");
  const { cursor, ...filter } = useSearch({ from: "/inside/responses" });
  const navigate = useNavigate({ from: "/responses" });
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Responses
        filter={filter}
        cursor={cursor}
        onShow={(filter, cursor) => void navigate({ search: { ...filter, cursor } })}
      />
    </Page>
  );
}
