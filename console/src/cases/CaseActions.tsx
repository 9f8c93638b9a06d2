import {
  CheckOutlined,
  EditOutlined,
  GiftOutlined,
  MailOutlined,
  MessageOutlined,
  PhoneOutlined,
  RollbackOutlined,
  SwapOutlined,
} from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ComponentType, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { identity, profileOf } from "../customers/profile.ts";
import { customerQuery } from "../customers/queries.ts";
import styles from "./CaseActions.module.css";
import { CloseCase } from "./CloseCase.tsx";
import { HandOver } from "./HandOver.tsx";
import { MessageCustomer } from "./MessageCustomer.tsx";
import { NoteOnCase } from "./NoteOnCase.tsx";
import type { Case } from "./queries.ts";
import { useReopen } from "./useCaseChange.ts";

type Dialog = "message" | "voucher" | "note" | "handOver" | "close";

/** What to do next; on a phone at the bottom, where the thumb is. */
export function CaseActions({ of }: { of: Case }): ReactNode {
  const { t } = useTranslation("cases");
  const [open, setOpen] = useState<Dialog | null>(null);
  const close = (): void => setOpen(null);
  if (of.state === "closed") return <Reopen of={of} />;
  const action = (dialog: Dialog, word: string, Icon: Icon): ReactNode => (
    <Button size="large" icon={<Icon aria-hidden />} onClick={() => setOpen(dialog)}>
      {word}
    </Button>
  );
  return (
    <>
      <div className={styles.bar}>
        <Call customer={of.customer} />
        {action("message", t("message"), MessageOutlined)}
        {action("voucher", t("voucher.verb"), GiftOutlined)}
        {action("note", t("note"), EditOutlined)}
        {action("handOver", t("handOver"), SwapOutlined)}
        <Button
          size="large"
          type="primary"
          icon={<CheckOutlined aria-hidden />}
          onClick={() => setOpen("close")}
        >
          {t("done")}
        </Button>
      </div>
      {(open === "message" || open === "voucher") && (
        <MessageCustomer of={of} withVoucher={open === "voucher"} onClose={close} />
      )}
      {open === "note" && <NoteOnCase id={of.id} onClose={close} />}
      {open === "handOver" && <HandOver of={of} onClose={close} />}
      {open === "close" && <CloseCase id={of.id} onClose={close} />}
    </>
  );
}

type Icon = ComponentType<{ "aria-hidden": boolean }>;

function Reopen({ of }: { of: Case }): ReactNode {
  const { t } = useTranslation("cases");
  const reopen = useReopen(of.id);
  return (
    <div className={styles.bar}>
      <Button
        size="large"
        icon={<RollbackOutlined aria-hidden />}
        loading={reopen.isPending}
        onClick={() => reopen.mutate()}
      >
        {t("reopen")}
      </Button>
    </div>
  );
}

/** Calls with the phone's own means; writes with the mail program where there is no number. */
function Call({ customer }: { customer: string }): ReactNode {
  const { t } = useTranslation("cases");
  const { data } = useQuery(customerQuery(customer));
  const profile = data && profileOf(data);
  const phone = profile && identity(profile, "phone");
  const email = profile && identity(profile, "email");
  if (phone) {
    return (
      <Button size="large" icon={<PhoneOutlined aria-hidden />} href={`tel:${phone}`}>
        {t("call")}
      </Button>
    );
  }
  if (!email) return null;
  return (
    <Button size="large" icon={<MailOutlined aria-hidden />} href={`mailto:${email}`}>
      {t("mail")}
    </Button>
  );
}
