import { useQuery } from "@tanstack/react-query";
import { Input, Radio } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/Dialog.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Empty, Failed, Loading } from "../ui/states.tsx";
import { useDraft } from "../ui/useDraft.ts";
import { useSettled } from "../ui/useSettled.ts";
import styles from "./HandOver.module.css";
import { type Case, candidatesQuery } from "./queries.ts";
import { useHandOver } from "./useCaseChange.ts";

/** How long nobody types before the server is asked. */
const FIND_MS = 250;

/** Gives a case to somebody who may see it: those nearest to the store first, with how much they hold already. */
export function HandOver({ of, onClose }: { of: Case; onClose: () => void }): ReactNode {
  const { t } = useTranslation("cases");
  const draft = useDraft(`handOver.${of.id}`);
  const [to, setTo] = useState<string | null>(null);
  const done = (): void => {
    draft.forget();
    onClose();
  };
  const handOver = useHandOver(of, { onHeld: done });
  const give = (): void => {
    if (to) handOver.mutate({ to, note: draft.text.trim() || null }, { onSuccess: done });
  };
  return (
    <Dialog
      title={t("handOverTitle")}
      okText={t("handOver")}
      onOk={give}
      okButtonProps={{ disabled: to === null, loading: handOver.isPending }}
      onCancel={onClose}
    >
      <div className={styles.stack}>
        <Refusal error={handOver.error} />
        <Candidates of={of} value={to} onChange={setTo} />
        <Input.TextArea
          rows={2}
          maxLength={2000}
          aria-label={t("handOverNote")}
          placeholder={t("handOverNote")}
          value={draft.text}
          onChange={(event) => draft.change(event.target.value)}
        />
      </div>
    </Dialog>
  );
}

interface CandidatesProps {
  of: Case;
  value: string | null;
  onChange: (member: string) => void;
}

function Candidates({ of, value, onChange }: CandidatesProps): ReactNode {
  const { t } = useTranslation("cases");
  const [typed, setTyped] = useState("");
  const name = useSettled(typed, FIND_MS);
  const found = useQuery(candidatesQuery(of.id, name));
  const items = found.data?.items;
  return (
    <>
      <Input.Search
        allowClear
        maxLength={120}
        aria-label={t("findMember")}
        placeholder={t("findMember")}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {found.error && !items && <Failed error={found.error} again={() => void found.refetch()} />}
      {found.isPending && <Loading rows={3} />}
      {items?.length === 0 && <Empty title={t("noCandidates")} />}
      {items && items.length > 0 && (
        <Radio.Group
          className={styles.members}
          aria-label={t("handOverTitle")}
          value={value}
          onChange={(event) => onChange(event.target.value as string)}
          options={items.map(({ member, name, open }) => ({
            value: member,
            label: (
              <span className={styles.member}>
                {name}
                <span className={styles.load}>{t("openCases", { count: open })}</span>
              </span>
            ),
          }))}
        />
      )}
    </>
  );
}
