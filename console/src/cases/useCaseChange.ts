// What can be done with a case. Each change is shown at once wherever the case is.

import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useUndo } from "../ui/useUndo.tsx";

type Changing<Body> = UseMutationResult<Schemas["Case"], Error, Body>;

function useChange<Body>(
  change: (body: Body) => Promise<Schemas["Case"]>,
  done?: () => void,
): Changing<Body> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: done,
    onSettled: () => queries.invalidateQueries({ queryKey: ["cases"] }),
  });
}

export function useNote(case_id: string): Changing<Schemas["NoteCaseRequest"]> {
  return useChange((body) =>
    answered(api.POST("/v1/cases/{case_id}/note", { params: { path: { case_id } }, body })),
  );
}

export function useReopen(case_id: string): Changing<void> {
  return useChange(() =>
    answered(api.POST("/v1/cases/{case_id}/reopen", { params: { path: { case_id } }, body: {} })),
  );
}

/** Closes a case at once, and offers to open it again. */
export function useClose(case_id: string): Changing<Schemas["CloseCaseRequest"]> {
  const { t } = useTranslation("cases");
  const queries = useQueryClient();
  const offerUndo = useUndo();
  const reopen = async (): Promise<void> => {
    await answered(api.POST("/v1/cases/{case_id}/reopen", { params: { path: { case_id } }, body: {} }));
    await queries.invalidateQueries({ queryKey: ["cases"] });
  };
  return useChange(
    (body) => answered(api.POST("/v1/cases/{case_id}/close", { params: { path: { case_id } }, body })),
    () => offerUndo(t("closed"), reopen),
  );
}
