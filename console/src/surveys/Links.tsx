import { PlusOutlined, QrcodeOutlined, StopOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Segmented, Space } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useLanguage } from "../i18n/useLanguage.ts";
import { useMay } from "../session/account.ts";
import { Ask } from "../ui/Ask.tsx";
import { Card } from "../ui/Card.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { channelName } from "../ui/channel.ts";
import { type Column, DataTable } from "../ui/DataTable.tsx";
import { Name } from "../ui/Name.tsx";
import { Pill } from "../ui/Pill.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { exact } from "../ui/time.ts";
import { LinkQr } from "./LinkQr.tsx";
import styles from "./Links.module.css";
import { aboutOf } from "./link.ts";
import { NewLink } from "./NewLink.tsx";
import { LINK_KINDS, type LinkKind, linksQuery, type Survey } from "./queries.ts";
import { SheetButton } from "./SheetButton.tsx";
import { useLanguageName } from "./studio/useLanguageName.ts";

type SurveyLink = Schemas["SurveyLink"];

/** Where a survey is posted, and by which link. */
export function Links({ survey }: { survey: Survey }): ReactNode {
  const { t } = useTranslation("surveys");
  const may = useMay();
  // Those for everyone unless another kind is asked for: distributions and playbooks make thousands of personal ones.
  const { cursor, kind = "open" } = useSearch({ from: "/inside/surveys/$surveyId" });
  const navigate = useNavigate({ from: "/surveys/$surveyId" });
  const show = (kind: LinkKind | "all", cursor?: string): void =>
    void navigate({
      search: { tab: "links", ...(kind === "open" ? {} : { kind }), ...(cursor ? { cursor } : {}) },
    });
  const page = useQuery(linksQuery(survey.id, kind === "all" ? undefined : kind, cursor));
  const [isMaking, setMaking] = useState(false);
  const make =
    may("create_links") && survey.version !== null ? (
      <Space wrap>
        <SheetButton survey={survey.id} />
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {t("links.make")}
        </Button>
      </Space>
    ) : null;
  const columns: Column<SurveyLink>[] = [
    { key: "url", title: t("links.url"), render: (link) => <Address link={link} /> },
    { key: "kind", title: t("links.kind"), render: ({ kind }) => t(`links.kinds.${kind as "open"}.name`) },
    { key: "params", title: t("links.about"), render: (link) => <About link={link} /> },
    { key: "made", title: t("links.made"), render: ({ created_at }) => <RelativeTime at={created_at} /> },
    {
      key: "use",
      title: t("links.use"),
      align: "end",
      render: (link) => <Use survey={survey.id} link={link} />,
    },
  ];
  return (
    <>
      <Segmented<LinkKind | "all">
        className={styles.kinds ?? ""}
        aria-label={t("links.kind")}
        value={kind}
        options={[
          ...LINK_KINDS.map((value) => ({ value, label: t(`links.kinds.${value}.name`) })),
          { value: "all" as const, label: t("links.allKinds") },
        ]}
        onChange={(kind) => show(kind)}
      />
      <Card title={t("links.title")} isFlush actions={make}>
        <DataTable
          label={survey.name}
          columns={columns}
          rowKey={({ id }) => id}
          page={page}
          card={(link) => (
            <>
              <Address link={link} />
              <About link={link} />
              <Use survey={survey.id} link={link} />
            </>
          )}
          empty={{
            title: t(`links.empty.${kind}`),
            text: survey.version === null ? t("links.empty.draft") : t("links.empty.text"),
            action: make,
          }}
          cursor={cursor}
          onCursor={(next) => show(kind, next)}
        />
        {isMaking && survey.version !== null && (
          <NewLink
            survey={survey.id}
            version={survey.version}
            onMade={(made) => kind !== "all" && show(made)}
            onClose={() => setMaking(false)}
          />
        )}
      </Card>
    </>
  );
}

/** Whether its time is over. */
const isOver = ({ expires_at }: SurveyLink): boolean =>
  Boolean(expires_at && Date.parse(expires_at) <= Date.now());

function Address({ link }: { link: SurveyLink }): ReactNode {
  const { t } = useTranslation("surveys");
  const { url, revoked_at } = link;
  const path = pathOf(url);
  if (!revoked_at && !isOver(link)) {
    return (
      <a className={styles.address} href={url} target="_blank" rel="noreferrer">
        {path}
      </a>
    );
  }
  return (
    <div className={styles.revoked}>
      <span className={styles.address}>{path}</span>
      <Pill mode="off">{t(revoked_at ? "links.revoked" : "links.expired")}</Pill>
    </div>
  );
}

const pathOf = (url: string): string => new URL(url).pathname;

/** What can be done with a link that works. */
function Use({ survey, link }: { survey: string; link: SurveyLink }): ReactNode {
  const { t } = useTranslation("surveys");
  const may = useMay();
  const [asked, setAsked] = useState<"qr" | "revoke" | null>(null);
  if (link.revoked_at || isOver(link)) return null;
  const path = pathOf(link.url);
  const deed = (ask: "qr" | "revoke", icon: ReactNode, title: string, label: string): ReactNode => (
    <Button type="text" icon={icon} title={title} aria-label={label} onClick={() => setAsked(ask)} />
  );
  return (
    <div className={styles.use}>
      <CopyButton text={link.url} label={link.url} />
      {may("create_links") && (
        <>
          {deed("qr", <QrcodeOutlined aria-hidden />, t("links.qr.title"), t("links.qr.show", { path }))}
          {deed(
            "revoke",
            <StopOutlined aria-hidden />,
            t("links.revoke.verb"),
            t("links.revoke.open", { path }),
          )}
        </>
      )}
      {asked === "qr" && <LinkQr survey={survey} link={link} onClose={() => setAsked(null)} />}
      {asked === "revoke" && (
        <Revoke survey={survey} link={link.id} path={path} onClose={() => setAsked(null)} />
      )}
    </div>
  );
}

interface RevokeProps {
  survey: string;
  link: string;
  path: string;
  onClose: () => void;
}

/** The question before a link ends. */
function Revoke({ survey, link, path, onClose }: RevokeProps): ReactNode {
  const { t } = useTranslation("surveys");
  const queries = useQueryClient();
  const revoke = async (): Promise<void> => {
    const params = { path: { survey_id: survey, link_id: link } };
    await answered(api.POST("/v1/surveys/{survey_id}/links/{link_id}/revoke", { params }));
    await queries.invalidateQueries({ queryKey: ["surveys", "links", survey] });
  };
  return (
    <Ask
      title={t("links.revoke.question", { path })}
      consequence={t("links.revoke.consequence")}
      verb={t("links.revoke.verb")}
      isFinal
      onYes={revoke}
      onClose={onClose}
    />
  );
}

/** What an answer through the link is about. */
function About({ link }: { link: SurveyLink }): ReactNode {
  const { t } = useTranslation("surveys");
  const { language } = useLanguage();
  const { t: say } = useTranslation("ui");
  const nameOf = useLanguageName();
  const { customer, unit, items } = link.params;
  const words = aboutOf(link.params, { channel: (key) => channelName(key, say), language: nameOf });
  return (
    <ul className={styles.about}>
      {customer && (
        <li>
          <Name id={customer} />
        </li>
      )}
      {unit && (
        <li>
          <Name id={unit} />
        </li>
      )}
      {words.map(([name, words]) => (
        <li key={name}>{words}</li>
      ))}
      {items?.map((item) => (
        <li key={item.id}>{item.name}</li>
      ))}
      {link.params.test && <li>{t("links.isTest")}</li>}
      {link.expires_at && <li>{t("links.until", { at: exact(link.expires_at, language) })}</li>}
    </ul>
  );
}
