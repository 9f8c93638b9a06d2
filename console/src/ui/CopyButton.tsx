import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useCopy } from "./useCopy.ts";

/** Copies `text`; `label` says what it is, where several buttons stand together. */
export function CopyButton({ text, label }: { text: string; label?: string }): ReactNode {
  const { t } = useTranslation("ui");
  const { isCopied, copy } = useCopy();
  const word = isCopied ? t("copied") : t("copy");
  return (
    <Button
      size="small"
      icon={isCopied ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
      onClick={() => void copy(text)}
      aria-label={label && `${word}: ${label}`}
    >
      <span aria-live="polite">{word}</span>
    </Button>
  );
}
