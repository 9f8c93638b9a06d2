import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** Hands over exactly the rows of a list, all pages of it, as a file that the server makes. */
export function Export({ path, filter }: { path: string; filter: object }): ReactNode {
  const { t } = useTranslation("ui");
  const href = (format: string): string => {
    const given = Object.entries({ ...filter, format }).filter(([, value]) => value !== undefined);
    return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
  };
  const item = (format: string, label: string): { key: string; label: ReactNode } => ({
    key: format,
    label: (
      <a href={href(format)} download>
        {label}
      </a>
    ),
  });
  return (
    <Dropdown menu={{ items: [item("xlsx", "XLSX"), item("csv", "CSV")] }} trigger={["click"]}>
      <Button icon={<DownloadOutlined aria-hidden />}>{t("export")}</Button>
    </Dropdown>
  );
}
