import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "../session/account.ts";
import { Ask } from "../ui/Ask.tsx";
import { changeMember, type Member, removeSecondFactor, resetPassword } from "./queries.ts";

interface MemberActionsProps {
  member: Member;
  onChange: () => void;
  /** Something was done; perhaps a password was made. */
  onDone: (password: string | null) => void;
}

/** What can be done with a member; not with oneself, so that nobody locks themselves out. */
export function MemberActions({ member, onChange, onDone }: MemberActionsProps): ReactNode {
  const { t } = useTranslation(["members", "access"]);
  const account = useAccount();
  const [question, setQuestion] = useState<"reset" | "suspend" | "restore" | "factor" | null>(null);
  if (member.id === account.member) return t("yourself");
  const turn = member.suspended_at ? "restore" : "suspend";
  const answer = async (): Promise<void> => {
    if (question === "reset") return onDone(await resetPassword(member.id));
    if (question === "factor") return onDone(await removeSecondFactor(member.id));
    await changeMember(member.id, { suspended: question === "suspend" });
    onDone(null);
  };
  return (
    <>
      <Button type="link" size="small" onClick={onChange}>
        {t("change")}
      </Button>
      <Button type="link" size="small" onClick={() => setQuestion("reset")}>
        {t("reset.verb")}
      </Button>
      <Button type="link" size="small" onClick={() => setQuestion(turn)}>
        {t(`${turn}.verb`)}
      </Button>
      {member.second_factor_at && (
        <Button type="link" size="small" onClick={() => setQuestion("factor")}>
          {t("access:members.factorRemove")}
        </Button>
      )}
      {question === "factor" && (
        <Ask
          title={t("access:members.factorTitle", { name: member.name })}
          consequence={t("access:members.factorConsequence")}
          verb={t("access:members.factorVerb")}
          isFinal
          onYes={answer}
          onClose={() => setQuestion(null)}
        />
      )}
      {question && question !== "factor" && (
        <Ask
          title={t(`${question}.title`, { name: member.name })}
          consequence={t(`${question}.consequence`)}
          verb={t(`${question}.verb`)}
          onYes={answer}
          onClose={() => setQuestion(null)}
        />
      )}
    </>
  );
}
