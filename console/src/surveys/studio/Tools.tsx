import { ArrowDownOutlined, ArrowUpOutlined, CopyOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Editor.module.css";

interface ToolsProps {
  name: string;
  isFirst: boolean;
  isLast: boolean;
  onMove: (step: "up" | "down") => void;
  onDuplicate?: (() => void) | undefined;
  onRemove?: (() => void) | undefined;
}

/** Up, down, again, away. */
export function Tools({ name, isFirst, isLast, onMove, onDuplicate, onRemove }: ToolsProps): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <span className={styles.tools}>
      <Button
        type="text"
        icon={<ArrowUpOutlined aria-hidden />}
        aria-label={t("moveUp", { name })}
        disabled={isFirst}
        onClick={() => onMove("up")}
      />
      <Button
        type="text"
        icon={<ArrowDownOutlined aria-hidden />}
        aria-label={t("moveDown", { name })}
        disabled={isLast}
        onClick={() => onMove("down")}
      />
      {onDuplicate && (
        <Button
          type="text"
          icon={<CopyOutlined aria-hidden />}
          aria-label={t("duplicate", { name })}
          onClick={onDuplicate}
        />
      )}
      {onRemove && (
        <Button
          type="text"
          icon={<DeleteOutlined aria-hidden />}
          aria-label={t("remove", { name })}
          onClick={onRemove}
        />
      )}
    </span>
  );
}
