import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, HolderOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./MoveButtons.module.css";
import type { Reorder } from "./useReorder.ts";

interface MoveButtonsProps {
  kind: "stage" | "touchpoint";
  id: string;
  name: Record<string, string>;
  /** The name in the language on screen. */
  called: string;
  isFirst: boolean;
  isLast: boolean;
  reorder: Reorder;
  onRemove: () => void;
}

/** Up, down, away; and what a pointer takes hold of. */
export function MoveButtons(props: MoveButtonsProps): ReactNode {
  const { kind, id, name, called, isFirst, isLast, reorder, onRemove } = props;
  const { t } = useTranslation("journeys");
  return (
    <span className={styles.buttons}>
      <span
        className={styles.grip}
        {...reorder.grip(kind, id)}
        data-grip={`${kind} ${id}`}
        aria-hidden="true"
      >
        <HolderOutlined />
      </span>
      <Button
        type="text"
        icon={<ArrowUpOutlined aria-hidden />}
        aria-label={t("edit.up", { name: called })}
        data-move={`${kind} ${id} up`}
        disabled={isFirst}
        onClick={() => reorder.move(kind, id, "up", name)}
      />
      <Button
        type="text"
        icon={<ArrowDownOutlined aria-hidden />}
        aria-label={t("edit.down", { name: called })}
        data-move={`${kind} ${id} down`}
        disabled={isLast}
        onClick={() => reorder.move(kind, id, "down", name)}
      />
      <Button
        type="text"
        icon={<DeleteOutlined aria-hidden />}
        aria-label={t("edit.take", { name: called })}
        onClick={onRemove}
      />
    </span>
  );
}
