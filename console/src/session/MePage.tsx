import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { Notifying } from "../inbox/Notifying.tsx";
import { MorePages } from "../shell/MorePages.tsx";
import { Preferences } from "../shell/Preferences.tsx";
import { Card } from "../ui/Card.tsx";
import { Page } from "../ui/Page.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { useAccount } from "./account.ts";
import { ChangePassword } from "./ChangePassword.tsx";
import styles from "./MePage.module.css";
import { SecondFactor } from "./SecondFactor.tsx";

const SESSIONS = ["sessions"];

/** Who one is here, how the console looks, and where one is logged in. */
export function MePage(): ReactNode {
  const { t } = useTranslation("session");
  const account = useAccount();
  const [isChanging, setChanging] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const logout = useMutation({
    mutationFn: () => answered(api.DELETE("/v1/session")),
    onSuccess: async () => {
      await navigate({ to: "/login" });
      queries.clear();
    },
  });
  return (
    <Page
      title={account.name}
      lead={`${account.email} · ${t(`role.${account.role}`)}`}
      isNarrow
      actions={
        <>
          <Button onClick={() => setChanging(true)}>{t("password.change")}</Button>
          <Button onClick={() => logout.mutate()} loading={logout.isPending}>
            {t("logout")}
          </Button>
        </>
      }
    >
      <MorePages />
      <Card title={t("me.look")}>
        <Preferences />
      </Card>
      <Notifying />
      <SecondFactor />
      <Card title={t("me.sessions")} isFlush>
        <Sessions />
      </Card>
      {isChanging && <ChangePassword onClose={() => setChanging(false)} />}
    </Page>
  );
}

function Sessions(): ReactNode {
  const queries = useQueryClient();
  const sessions = useQuery({
    queryKey: SESSIONS,
    queryFn: () => answered(api.GET("/v1/sessions", { params: { query: { limit: 50 } } })),
  });
  const end = useMutation({
    mutationFn: (session_id: string) =>
      answered(api.DELETE("/v1/sessions/{session_id}", { params: { path: { session_id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: SESSIONS }),
  });
  if (sessions.error) return <Failed error={sessions.error} again={() => void sessions.refetch()} />;
  if (!sessions.data) return <Loading rows={2} />;
  return (
    <ul>
      {sessions.data.items.map((session) => (
        <SessionRow key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
      ))}
    </ul>
  );
}

function SessionRow({ session, onEnd }: { session: Schemas["Session"]; onEnd: () => void }): ReactNode {
  const { t } = useTranslation("session");
  return (
    <li className={styles.session}>
      <span className={styles.agent}>{device(session.agent) || t("me.unknownDevice")}</span>
      {session.current ? (
        <span className={styles.soft}>{t("me.here")}</span>
      ) : (
        <>
          <span className={styles.soft}>
            <RelativeTime at={session.seen_at} />
          </span>
          <Button size="small" onClick={onEnd}>
            {t("me.end")}
          </Button>
        </>
      )}
    </li>
  );
}

/** "Chrome, Android" out of what a browser says of itself. */
function device(agent: string): string {
  const browser = /(Edg|OPR|MicroMessenger|Firefox|Chrome|Safari)\//.exec(agent)?.[1];
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
  return [browser?.replace("Edg", "Edge").replace("MicroMessenger", "WeChat"), system?.replace(" OS X", "")]
    .filter(Boolean)
    .join(", ");
}
