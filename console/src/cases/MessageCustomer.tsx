import { useQuery } from "@tanstack/react-query";
import { Checkbox } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { useDraft } from "../ui/useDraft.ts";
import { MessageChannel } from "./MessageChannel.tsx";
import styles from "./MessageCustomer.module.css";
import { MessageWords } from "./MessageWords.tsx";
import { type Case, reachQuery } from "./queries.ts";
import { useMessage } from "./useCaseChange.ts";
import { type VoucherDraft, VoucherFields, wishOf } from "./VoucherFields.tsx";

interface MessageProps {
  of: Case;
  /** Begins with a voucher to go with the words. */
  withVoucher: boolean;
  onClose: () => void;
}

/** Tells the customer something: channel, purpose and words; what consent and budget forbid says so here. */
export function MessageCustomer(props: MessageProps): ReactNode {
  const { t } = useTranslation("cases");
  const reach = useQuery(reachQuery(props.of.id));
  if (reach.data) return <Form {...props} reach={reach.data} />;
  return (
    <Dialog title={t("message")} footer={null} onCancel={props.onClose}>
      {reach.error ? <Failed error={reach.error} again={() => void reach.refetch()} /> : <Loading rows={5} />}
    </Dialog>
  );
}

type Reach = Schemas["CaseReach"];
export type Purpose = Schemas["OwnClass"];

function Form({ of, withVoucher, onClose, reach }: MessageProps & { reach: Reach }): ReactNode {
  const { t } = useTranslation("cases");
  const draft = useDraft(`message.${of.id}`);
  const [purpose, setPurpose] = useState<Purpose>("service");
  const allowed = reach.channels.find((one) => one[purpose].is_allowed)?.channel ?? null;
  const [chosen, setChannel] = useState<string | null>(null);
  const channel = chosen ?? allowed;
  const [template, setTemplate] = useState<string | null>(null);
  const [voucher, setVoucher] = useState<VoucherDraft | null>(withVoucher ? {} : null);
  const finish = (): void => {
    draft.forget();
    onClose();
  };
  const message = useMessage(of.id, { onHeld: finish });
  const templates = reach.templates.filter((one) => one.channel === channel && one.class === purpose);
  const used = templates.find(({ id }) => id === template);
  const words: Partial<Schemas["MessageCustomerRequest"]> = used
    ? { template: used.id }
    : { text: draft.text.trim() || (voucher ? t("voucher.words") : ""), class: purpose };
  const wish = voucher && wishOf(voucher);
  const isReady = channel !== null && (used !== undefined || words.text !== "") && wish !== undefined;
  const send = (): void => {
    if (!isReady) return;
    const body = { channel: channel as Schemas["MessageChannel"], ...words, voucher: wish ?? null };
    message.mutate(body, { onSuccess: finish });
  };
  const state = reach.channels.find((one) => one.channel === channel)?.[purpose];
  return (
    <Dialog
      title={withVoucher ? t("voucher.title") : t("message")}
      okText={t("send")}
      onOk={send}
      okButtonProps={{ disabled: !isReady || !state?.is_allowed, loading: message.isPending }}
      onCancel={onClose}
    >
      <div className={styles.stack}>
        <Refusal error={message.error} />
        <MessageChannel
          reach={reach}
          purpose={purpose}
          channel={channel}
          onPurpose={setPurpose}
          onChannel={setChannel}
        />
        <MessageWords templates={templates} chosen={used} onChoose={setTemplate} draft={draft} />
        <Checkbox
          checked={voucher !== null}
          onChange={({ target }) => setVoucher(target.checked ? {} : null)}
        >
          {t("voucher.with")}
        </Checkbox>
        {voucher && <VoucherFields value={voucher} onChange={setVoucher} />}
      </div>
    </Dialog>
  );
}
