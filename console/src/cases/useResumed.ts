import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { resumeParcels } from "../api/parcels.ts";

/** Sends what still waited for the network when the page was closed, and says what could not be done. */
export function useResumed(): void {
  const queries = useQueryClient();
  const { t } = useTranslation("cases");
  const { message } = App.useApp();
  useEffect(() => {
    resumeParcels((_, error) => {
      void queries.invalidateQueries({ queryKey: ["cases"] });
      if (error) void message.error(`${t("heldFailed")} ${error.message}`, 12);
    });
  }, [queries, message, t]);
}
