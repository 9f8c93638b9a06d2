import { Input, Radio } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { useDraft } from "../ui/useDraft.ts";
import styles from "./CloseCase.module.css";
import { useClose } from "./useCaseChange.ts";

const OUTCOMES: Schemas["CaseOutcome"][] = ["recovered", "not_recovered", "unknown"];

/** Ends the work on a case: how it ended, and a last word if there is one. */
export function CloseCase({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const { t } = useTranslation("cases");
  const draft = useDraft(`close.${id}`);
  const done = (): void => {
    draft.forget();
    onClose();
  };
  const close = useClose(id, { onHeld: done });
  const [outcome, setOutcome] = useState<Schemas["CaseOutcome"]>("recovered");
  const finish = (): void => close.mutate({ outcome, note: draft.text.trim() || null }, { onSuccess: done });
  return (
    <Dialog
      title={t("closeTitle")}
      okText={t("done")}
      onOk={finish}
      okButtonProps={{ loading: close.isPending }}
      onCancel={onClose}
    >
      <Refusal error={close.error} />
      <Radio.Group
        className={styles.outcomes}
        aria-label={t("closeTitle")}
        value={outcome}
        onChange={(event) => setOutcome(event.target.value as Schemas["CaseOutcome"])}
        options={OUTCOMES.map((value) => ({ value, label: t(`outcomeLong.${value}`) }))}
      />
      <Input.TextArea
        rows={3}
        maxLength={2000}
        aria-label={t("lastNote")}
        placeholder={t("lastNote")}
        value={draft.text}
        onChange={(event) => draft.change(event.target.value)}
      />
    </Dialog>
  );
}
