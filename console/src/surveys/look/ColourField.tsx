import { UndoOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Part } from "./colours.ts";
import styles from "./look.module.css";

interface ColourFieldProps {
  part: Part;
  /** As it looks, whoever chose it. */
  colour: string;
  /** The brand chose it, and can leave it to the page. */
  isChosen: boolean;
  /** `undefined` leaves it to the page. */
  onChange: (colour: string | undefined) => void;
}

/** One colour of the brand. */
export function ColourField({ part, colour, isChosen, onChange }: ColourFieldProps): ReactNode {
  const { t } = useTranslation("look");
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{t(`part.${part}`)}</label>
      <Input
        id={id}
        className={styles.colour ?? ""}
        type="color"
        value={colour}
        onChange={({ target }) => onChange(target.value)}
      />
      <code>{colour}</code>
      {part !== "accent" &&
        (isChosen ? (
          <Button
            size="small"
            type="text"
            icon={<UndoOutlined aria-hidden />}
            aria-label={t("leaveOf", { part: t(`part.${part}`) })}
            onClick={() => onChange(undefined)}
          >
            {t("leave")}
          </Button>
        ) : (
          <span className={styles.text}>{t("left")}</span>
        ))}
    </div>
  );
}
