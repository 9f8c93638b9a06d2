import { Checkbox, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/Dialog.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { useDraft } from "../ui/useDraft.ts";
import { useNote } from "./useCaseChange.ts";

/** Writes down what was said or done. What was typed stays until it is written. */
export function NoteOnCase({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const { t } = useTranslation("cases");
  const draft = useDraft(`note.${id}`);
  const finish = (): void => {
    draft.forget();
    onClose();
  };
  const note = useNote(id, { onHeld: finish });
  const [waits, setWaits] = useState(false);
  const write = (): void =>
    note.mutate({ note: draft.text.trim(), waits_for_customer: waits }, { onSuccess: finish });
  return (
    <Dialog
      title={t("note")}
      okText={t("write")}
      onOk={write}
      okButtonProps={{ disabled: draft.text.trim() === "", loading: note.isPending }}
      onCancel={onClose}
    >
      <Refusal error={note.error} />
      <Input.TextArea
        autoFocus
        rows={4}
        maxLength={2000}
        aria-label={t("note")}
        placeholder={t("notePlaceholder")}
        value={draft.text}
        onChange={(event) => draft.change(event.target.value)}
      />
      <Checkbox
        checked={waits}
        onChange={(event) => setWaits(event.target.checked)}
        style={{ marginBlockStart: 12 }}
      >
        {t("waits")}
      </Checkbox>
    </Dialog>
  );
}
