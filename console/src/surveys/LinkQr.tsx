import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Dialog } from "../ui/Dialog.tsx";
import styles from "./LinkQr.module.css";

interface LinkQrProps {
  survey: string;
  link: Schemas["SurveyLink"];
  onClose: () => void;
}

/** A link as a QR code, to look at and to take away. The server draws it. */
export function LinkQr({ survey, link, onClose }: LinkQrProps): ReactNode {
  const { t } = useTranslation("surveys");
  const picture = (format: "png" | "svg"): string =>
    `/v1/surveys/${survey}/links/${link.id}/qr?format=${format}`;
  const { pathname: path } = new URL(link.url);
  return (
    <Dialog title={t("links.qr.title")} footer={null} onCancel={onClose} width={400}>
      <div className={styles.code}>
        <img src={picture("svg")} alt={t("links.qr.show", { path })} width={280} height={280} />
        <code>{link.url}</code>
        <p>{t("links.qr.text")}</p>
        <div className={styles.files}>
          {(["png", "svg"] as const).map((format) => (
            <Button
              key={format}
              icon={<DownloadOutlined aria-hidden />}
              href={picture(format)}
              download={`${path.slice(1).replaceAll("/", "-")}.${format}`}
            >
              {t(`links.qr.${format}`)}
            </Button>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
