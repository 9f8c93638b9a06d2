import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api } from "../api/client.ts";
import { useMay } from "../session/account.ts";
import { Ask } from "../ui/Ask.tsx";
import { Card } from "../ui/Card.tsx";
import { Name } from "../ui/Name.tsx";
import { type Mode, Pill } from "../ui/Pill.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Failed } from "../ui/states.tsx";
import { HandedLink } from "./HandedLink.tsx";
import styles from "./Invitations.module.css";
import { INVITATIONS, type Invitation, invitationsQuery } from "./queries.ts";

type Question = { verb: "again" | "hand" | "withdraw"; invitation: Invitation };

/** Who was invited and has not accepted yet; nothing when nobody was. */
export function Invitations(): ReactNode {
  const { t } = useTranslation("access");
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(invitationsQuery);
  const [question, setQuestion] = useState<Question | null>(null);
  const [handed, setHanded] = useState<{ email: string; link: string } | null>(null);
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  const answer = async ({ verb, invitation }: Question): Promise<void> => {
    const { id: invitation_id, email } = invitation;
    const params = { path: { invitation_id } };
    if (verb === "withdraw") {
      await answered(api.DELETE("/v1/invitations/{invitation_id}", { params }));
      void message.success(t("invitations.withdrawn"));
    } else {
      const body = { by_hand: verb === "hand" };
      const { link } = await answered(api.POST("/v1/invitations/{invitation_id}/send", { params, body }));
      if (link) setHanded({ email, link });
      else void message.success(t("invitations.sent", { email }));
    }
    void queries.invalidateQueries({ queryKey: INVITATIONS });
  };
  const isWithdrawing = question?.verb === "withdraw";
  return (
    <>
      {data && data.items.length > 0 && (
        <Card title={t("invitations.title")} isFlush>
          <ul>
            {data.items.map((invitation) => (
              <Row
                key={invitation.id}
                invitation={invitation}
                onAsk={(verb) => setQuestion({ verb, invitation })}
              />
            ))}
          </ul>
        </Card>
      )}
      {question && (
        <Ask
          title={t(isWithdrawing ? "invitations.withdrawTitle" : "invitations.againTitle", {
            name: question.invitation.name,
          })}
          consequence={t(isWithdrawing ? "invitations.withdrawConsequence" : "invitations.againConsequence", {
            email: question.invitation.email,
          })}
          verb={t(isWithdrawing ? "invitations.withdraw" : `invitations.${question.verb}`)}
          isFinal={isWithdrawing}
          onYes={() => answer(question)}
          onClose={() => setQuestion(null)}
        />
      )}
      {handed && <HandedLink {...handed} onClose={() => setHanded(null)} />}
    </>
  );
}

function Row({
  invitation,
  onAsk,
}: {
  invitation: Invitation;
  onAsk: (verb: Question["verb"]) => void;
}): ReactNode {
  const { t } = useTranslation(["access", "session"]);
  const may = useMay();
  const { name, email, role, units, invited_by, letter_error } = invitation;
  return (
    <li className={styles.row}>
      <div className={styles.who}>
        <div>
          <strong>{name}</strong> <span className={styles.soft}>{email}</span>
        </div>
        <div className={styles.soft}>
          {t(`session:role.${role}`)}
          {units.map((unit) => (
            <span key={unit}>
              {" · "}
              <Name id={unit} />
            </span>
          ))}
          {" · "}
          {t("invitations.by")} <Name id={invited_by} />, <RelativeTime at={invitation.sent_at} />
        </div>
        {letter_error && <div className={styles.error}>{letter_error}</div>}
      </div>
      <Letter invitation={invitation} />
      {may("manage_members") && (
        <div className={styles.actions}>
          <Button type="link" size="small" onClick={() => onAsk("again")}>
            {t("invitations.again")}
          </Button>
          <Button type="link" size="small" onClick={() => onAsk("hand")}>
            {t("invitations.hand")}
          </Button>
          <Button type="link" size="small" onClick={() => onAsk("withdraw")}>
            {t("invitations.withdraw")}
          </Button>
        </div>
      )}
    </li>
  );
}

const MODES: Record<Invitation["letter"], Mode> = {
  none: "on",
  queued: "wait",
  sent: "on",
  failed: "failed",
};

function Letter({ invitation }: { invitation: Invitation }): ReactNode {
  const { t } = useTranslation("access");
  const { letter, expires_at } = invitation;
  if (Date.parse(expires_at) < Date.now()) return <Pill mode="off">{t("invitations.letter.expired")}</Pill>;
  return <Pill mode={MODES[letter]}>{t(`invitations.letter.${letter}`)}</Pill>;
}
