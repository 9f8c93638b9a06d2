// What can be done with a case. Each change is shown at once wherever the case is, and arrives once, also over a
// network that comes and goes.

import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { deliver } from "../api/parcels.ts";
import { useUndo } from "../ui/useUndo.tsx";

type Changing<Body, Answer = Schemas["Case"]> = UseMutationResult<Answer, Error, Body>;

/** Goes on where the change has to wait for the network: there is nothing left to do on the form. */
interface Patience {
  onHeld?: () => void;
}

function useChange<Body, Answer = Schemas["Case"]>(
  case_id: string,
  what: string,
  patience: Patience,
  done?: (answer: Answer, body: Body) => void,
): Changing<Body, Answer> {
  const queries = useQueryClient();
  const { t } = useTranslation("cases");
  const { message } = App.useApp();
  const onHeld = (): void => {
    void message.info(t("held"));
    patience.onHeld?.();
  };
  return useMutation({
    // Without a network it is the parcel that waits, not the query library.
    networkMode: "always",
    mutationFn: (body: Body) =>
      deliver<Answer>(
        { url: `/v1/cases/${case_id}/${what}`, body: body ?? {}, of: case_id, what },
        { onHeld },
      ),
    onSuccess: done,
    onSettled: () => queries.invalidateQueries({ queryKey: ["cases"] }),
  });
}

export function useNote(case_id: string, patience: Patience = {}): Changing<Schemas["NoteCaseRequest"]> {
  return useChange(case_id, "note", patience);
}

export function useReopen(case_id: string): Changing<void> {
  return useChange(case_id, "reopen", {});
}

/** Closes a case at once, and offers to open it again. */
export function useClose(case_id: string, patience: Patience = {}): Changing<Schemas["CloseCaseRequest"]> {
  const { t } = useTranslation("cases");
  const queries = useQueryClient();
  const offerUndo = useUndo();
  const reopen = async (): Promise<void> => {
    await answered(api.POST("/v1/cases/{case_id}/reopen", { params: { path: { case_id } }, body: {} }));
    await queries.invalidateQueries({ queryKey: ["cases"] });
  };
  return useChange(case_id, "close", patience, () => offerUndo(t("closed"), reopen));
}

/** Gives a case away at once, and offers to take it back. */
export function useHandOver(
  of: Schemas["Case"],
  patience: Patience = {},
): Changing<Schemas["AssignCaseRequest"]> {
  const { t } = useTranslation("cases");
  const queries = useQueryClient();
  const offerUndo = useUndo();
  const { message } = App.useApp();
  const { id: case_id, owner } = of;
  const giveBack = async (to: string): Promise<void> => {
    await answered(api.POST("/v1/cases/{case_id}/assign", { params: { path: { case_id } }, body: { to } }));
    await queries.invalidateQueries({ queryKey: ["cases"] });
  };
  return useChange(case_id, "assign", patience, () => {
    if (owner) offerUndo(t("handedOver"), () => giveBack(owner));
    else void message.success(t("handedOver"));
  });
}

/** Tells the customer something, and for a moment offers to take it back. */
export function useMessage(
  case_id: string,
  patience: Patience = {},
): Changing<Schemas["MessageCustomerRequest"], Schemas["MessagedCustomer"]> {
  const { t } = useTranslation("cases");
  const queries = useQueryClient();
  const offerUndo = useUndo();
  const refresh = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ["cases"] });
    await queries.invalidateQueries({ queryKey: ["customers"] });
  };
  const takeBack = async (effect: string): Promise<void> => {
    await answered(
      api.POST("/v1/cases/{case_id}/withdraw", { params: { path: { case_id } }, body: { effect } }),
    );
    await refresh();
  };
  return useChange(case_id, "message", patience, ({ effect }: Schemas["MessagedCustomer"]) => {
    void refresh();
    offerUndo(t("messageSent"), () => takeBack(effect));
  });
}
