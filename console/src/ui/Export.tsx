import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";

const FORMATS = ["xlsx", "csv"];

/** Hands over exactly the rows of a list, all pages of it, as a file that the server makes. */
export function Export({ path, filter }: { path: string; filter: object }): ReactNode {
  const { t } = useTranslation("ui");
  const href = (format: string): string => {
    const given = Object.entries({ ...filter, format }).filter(([, value]) => value !== undefined);
    return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
  };
  const button = useRef<HTMLButtonElement>(null);
  // Not links inside the menu's items: those the keyboard does not press.
  const save = (format: string): void => {
    Object.assign(document.createElement("a"), { href: href(format), download: "" }).click();
    // Once the menu is gone, which had the focus.
    setTimeout(() => button.current?.focus());
  };
  return (
    <Dropdown
      autoFocus
      trigger={["click"]}
      menu={{
        items: FORMATS.map((format) => ({ key: format, label: format.toUpperCase() })),
        onClick: ({ key }) => save(key),
      }}
    >
      <Button ref={button} icon={<DownloadOutlined aria-hidden />}>
        {t("export")}
      </Button>
    </Dropdown>
  );
}
