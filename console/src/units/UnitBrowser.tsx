import { Input } from "antd";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./TreeRows.module.css";
import { TreeRows } from "./TreeRows.tsx";
import { useTree } from "./useTree.ts";

/** Keys that belong to the text as long as there is one. */
const OF_TEXT = ["ArrowLeft", "ArrowRight", "Home", "End"];

interface UnitBrowserProps {
  chosen: string | undefined;
  onChoose: (unit: string) => void;
  /** It was opened for this. */
  hasFocus?: boolean;
}

/** Finds a unit among any number of them: by its name or code, or by going down the tree. */
export function UnitBrowser({ chosen, onChoose, hasFocus = false }: UnitBrowserProps): ReactNode {
  const { t } = useTranslation("units");
  const id = useId();
  const [text, setText] = useState("");
  const tree = useTree(chosen, text, onChoose);
  const on = tree.rows[tree.at]?.unit.id;
  const pressed = (event: KeyboardEvent): void => {
    const isInText = event.target instanceof HTMLInputElement;
    if (isInText && text !== "" && OF_TEXT.includes(event.key)) return;
    if (!isInText && event.key === " " && on) onChoose(on);
    else if (!tree.press(event)) return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the field and of the tree in it
    <div className={styles.browser} onKeyDown={pressed}>
      <div className={styles.search}>
        <Input
          allowClear
          autoFocus={hasFocus}
          placeholder={t("search")}
          value={text}
          maxLength={60}
          onChange={(event) => setText(event.target.value)}
          role="combobox"
          aria-label={t("search")}
          aria-haspopup="tree"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={on && `${id}-${on}`}
        />
      </div>
      <TreeRows id={id} tree={tree} chosen={chosen} onChoose={onChoose} />
    </div>
  );
}
