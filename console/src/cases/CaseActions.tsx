import { CheckOutlined, EditOutlined, PhoneOutlined, RollbackOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { identity, profileOf } from "../customers/profile.ts";
import { customerQuery } from "../customers/queries.ts";
import styles from "./CaseActions.module.css";
import { CloseCase } from "./CloseCase.tsx";
import { NoteOnCase } from "./NoteOnCase.tsx";
import type { Case } from "./queries.ts";
import { useReopen } from "./useCaseChange.ts";

/** What to do next; on a phone at the bottom, where the thumb is. */
export function CaseActions({ of }: { of: Case }): ReactNode {
  const { t } = useTranslation("cases");
  const [open, setOpen] = useState<"note" | "close" | null>(null);
  const reopen = useReopen(of.id);
  const { data } = useQuery(customerQuery(of.customer));
  const profile = data && profileOf(data);
  const phone = profile && identity(profile, "phone");
  const email = profile && identity(profile, "email");
  const close = (): void => setOpen(null);
  if (of.state === "closed") {
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
  return (
    <>
      <div className={styles.bar}>
        {phone && (
          <Button size="large" icon={<PhoneOutlined aria-hidden />} href={`tel:${phone}`}>
            {t("call")}
          </Button>
        )}
        {!phone && email && (
          <Button size="large" href={`mailto:${email}`}>
            {t("mail")}
          </Button>
        )}
        <Button size="large" icon={<EditOutlined aria-hidden />} onClick={() => setOpen("note")}>
          {t("note")}
        </Button>
        <Button
          size="large"
          type="primary"
          icon={<CheckOutlined aria-hidden />}
          onClick={() => setOpen("close")}
        >
          {t("done")}
        </Button>
      </div>
      {open === "note" && <NoteOnCase id={of.id} onClose={close} />}
      {open === "close" && <CloseCase id={of.id} onClose={close} />}
    </>
  );
}
