import { QrcodeOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { once } from "../api/client.ts";
import { handOver } from "../ui/handOver.ts";

/** A code for every store in one file; each store keeps its link. */
export function SheetButton({ survey }: { survey: string }): ReactNode {
  const { t } = useTranslation("asking");
  const { message } = App.useApp();
  const make = useMutation({
    mutationFn: (format: "pdf" | "zip") => download(survey, format),
    onError: () => void message.error(t("sheet.failed")),
  });
  return (
    <Dropdown
      autoFocus
      trigger={["click"]}
      menu={{
        items: (["pdf", "zip"] as const).map((key) => ({ key, label: t(`sheet.${key}`) })),
        onClick: ({ key }) => make.mutate(key as "pdf"),
      }}
    >
      <Button icon={<QrcodeOutlined aria-hidden />} loading={make.isPending}>
        {t("sheet.make")}
      </Button>
    </Dropdown>
  );
}

async function download(survey: string, format: "pdf" | "zip"): Promise<void> {
  const answer = await fetch(`/v1/surveys/${survey}/links/sheet`, {
    method: "POST",
    headers: { "content-type": "application/json", "touchstone-csrf": "1", "idempotency-key": once() },
    body: JSON.stringify({ format }),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  handOver(await answer.blob(), `codes.${format}`);
}
