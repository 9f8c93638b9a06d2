import { PlusOutlined, QrcodeOutlined, StopOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Space } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { answered, api, type Schemas } from "../api/client.ts";
import { useMay } from "../session/account.ts";
import { Ask } from "../ui/Ask.tsx";
import { Card } from "../ui/Card.tsx";
import { CopyButton } from "../ui/CopyButton.tsx";
import { type Column, DataTable } from "../ui/DataTable.tsx";
import { Name } from "../ui/Name.tsx";
import { Pill } from "../ui/Pill.tsx";
import { RelativeTime } from "../ui/RelativeTime.tsx";
import { LinkQr } from "./LinkQr.tsx";
import styles from "./Links.module.css";
import { NewLink } from "./NewLink.tsx";
import { linksQuery, type Survey } from "./queries.ts";
import { SheetButton } from "./SheetButton.tsx";

type SurveyLink = Schemas["SurveyLink"];

/** Where a survey is posted, and by which link. */
export function Links({ survey }: { survey: Survey }): ReactNode {
  const { t } = useTranslation("surveys");
  const may = useMay();
  const { cursor } = useSearch({ from: "/inside/surveys/$surveyId" });
  const navigate = useNavigate({ from: "/surveys/$surveyId" });
  const page = useQuery(linksQuery(survey.id, cursor));
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
    { key: "url", title: t("links.url"), render: (link) => <Address survey={survey.id} link={link} /> },
    { key: "kind", title: t("links.kind"), render: ({ kind }) => t(`links.kinds.${kind as "open"}.name`) },
    { key: "params", title: t("links.about"), render: (link) => <About link={link} /> },
    { key: "made", title: t("links.made"), render: ({ created_at }) => <RelativeTime at={created_at} /> },
  ];
  return (
    <Card title={t("links.title")} isFlush actions={make}>
      <DataTable
        label={survey.name}
        columns={columns}
        rowKey={({ id }) => id}
        page={page}
        card={(link) => (
          <>
            <Address survey={survey.id} link={link} />
            <About link={link} />
          </>
        )}
        empty={{
          title: t("links.empty.title"),
          text: survey.version === null ? t("links.empty.draft") : t("links.empty.text"),
          action: make,
        }}
        cursor={cursor}
        onCursor={(next) => void navigate({ search: { tab: "links", cursor: next } })}
      />
      {isMaking && <NewLink survey={survey.id} onClose={() => setMaking(false)} />}
    </Card>
  );
}

function Address({ survey, link }: { survey: string; link: SurveyLink }): ReactNode {
  const { t } = useTranslation("surveys");
  const may = useMay();
  const [isShown, setShown] = useState(false);
  const [isRevoking, setRevoking] = useState(false);
  const { pathname: path } = new URL(link.url);
  if (link.revoked_at) {
    return (
      <div className={styles.address}>
        <span className={styles.path}>{path}</span>
        <Pill mode="off">{t("links.revoked")}</Pill>
      </div>
    );
  }
  return (
    <div className={styles.address}>
      <a href={link.url} target="_blank" rel="noreferrer">
        {path}
      </a>
      <CopyButton text={link.url} label={link.url} />
      {may("create_links") && (
        <>
          <Button
            type="text"
            size="small"
            icon={<QrcodeOutlined aria-hidden />}
            title={t("links.qr.title")}
            aria-label={t("links.qr.show", { path })}
            onClick={() => setShown(true)}
          />
          <Button
            type="text"
            size="small"
            icon={<StopOutlined aria-hidden />}
            title={t("links.revoke.verb")}
            aria-label={t("links.revoke.open", { path })}
            onClick={() => setRevoking(true)}
          />
        </>
      )}
      {isShown && <LinkQr survey={survey} link={link} onClose={() => setShown(false)} />}
      {isRevoking && <Revoke survey={survey} link={link.id} path={path} onClose={() => setRevoking(false)} />}
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
  const { customer, unit, items, ...rest } = link.params;
  const plain = Object.values(rest).filter((value) => typeof value === "string");
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
      {plain.map((value) => (
        <li key={value}>{value}</li>
      ))}
      {items?.map((item) => (
        <li key={item.id}>{item.name}</li>
      ))}
    </ul>
  );
}
