import { MailOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { type Column, DataTable } from "../ui/DataTable.tsx";
import { Name } from "../ui/Name.tsx";
import { Page } from "../ui/Page.tsx";
import { Pill } from "../ui/Pill.tsx";
import { Invitations } from "./Invitations.tsx";
import { Invite } from "./Invite.tsx";
import { MemberActions } from "./MemberActions.tsx";
import { MemberForm } from "./MemberForm.tsx";
import { NewPassword } from "./NewPassword.tsx";
import { MEMBERS, type Member, membersQuery } from "./queries.ts";

/** Who works for the brand, as what, and what they see. */
export function MembersPage(): ReactNode {
  const { t } = useTranslation(["members", "session", "access"]);
  const may = useMay();
  const queries = useQueryClient();
  const { cursor } = useSearch({ from: "/inside/members" });
  const navigate = useNavigate({ from: "/members" });
  const page = useQuery(membersQuery(cursor));
  const [form, setForm] = useState<Member | "new" | null>(null);
  const [isInviting, setInviting] = useState(false);
  const [password, setPassword] = useState<{ email: string; text: string } | null>(null);
  const shown = (email: string, text: string | null): void => {
    if (text) setPassword({ email, text });
    void queries.invalidateQueries({ queryKey: MEMBERS });
  };
  const actions = (member: Member): ReactNode =>
    may("manage_members") && (
      <MemberActions
        member={member}
        onChange={() => setForm(member)}
        onDone={(made) => shown(member.email, made)}
      />
    );
  const columns: Column<Member>[] = [
    { key: "name", title: t("name"), render: ({ name }) => <strong>{name}</strong> },
    { key: "email", title: t("email"), render: ({ email }) => email },
    { key: "role", title: t("role"), render: ({ role }) => t(`session:role.${role}`) },
    { key: "units", title: t("units"), render: (member) => <Units member={member} /> },
    { key: "state", title: t("state.title"), render: (member) => <State member={member} /> },
    { key: "actions", title: t("actions"), render: actions },
  ];
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        may("manage_members") && (
          <>
            <Button icon={<PlusOutlined />} onClick={() => setForm("new")}>
              {t("make")}
            </Button>
            <Button type="primary" icon={<MailOutlined />} onClick={() => setInviting(true)}>
              {t("access:invitations.invite")}
            </Button>
          </>
        )
      }
    >
      <Card isFlush>
        <DataTable
          label={t("title")}
          columns={columns}
          rowKey={({ id }) => id}
          page={page}
          card={(member) => (
            <>
              <strong>{member.name}</strong> <State member={member} />
              <div>
                {t(`session:role.${member.role}`)} · <Units member={member} />
              </div>
              {actions(member)}
            </>
          )}
          empty={{ title: t("empty.title") }}
          cursor={cursor}
          onCursor={(next) => void navigate({ search: { cursor: next } })}
        />
      </Card>
      <Invitations />
      {isInviting && <Invite onClose={() => setInviting(false)} />}
      {form && (
        <MemberForm member={form === "new" ? undefined : form} onDone={shown} onClose={() => setForm(null)} />
      )}
      {password && <NewPassword {...password} onClose={() => setPassword(null)} />}
    </Page>
  );
}

function Units({ member }: { member: Member }): ReactNode {
  return member.units.map((unit, at) => (
    <span key={unit}>
      {at > 0 && ", "}
      <Name id={unit} />
    </span>
  ));
}

function State({ member }: { member: Member }): ReactNode {
  const { t } = useTranslation(["members", "access"]);
  return (
    <>
      {member.suspended_at ? (
        <Pill mode="off">{t("state.suspended")}</Pill>
      ) : (
        <Pill mode="on">{t("state.active")}</Pill>
      )}
      {member.second_factor_at && (
        <>
          {" "}
          <Pill mode="on">{t("access:members.factorOn")}</Pill>
        </>
      )}
    </>
  );
}
