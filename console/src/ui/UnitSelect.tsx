import { CloseOutlined, DownOutlined } from "@ant-design/icons";
import { Popover } from "antd";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useName } from "../api/names.ts";
import { overlays } from "../theme/ThemeProvider.tsx";
import { Loading } from "./states.tsx";
import styles from "./UnitSelect.module.css";

const UnitBrowser = lazy(() =>
  import("../units/UnitBrowser.tsx").then(({ UnitBrowser }) => ({ default: UnitBrowser })),
);

interface UnitSelectProps {
  /** Nothing: all that one may see. */
  value: string | undefined;
  onChange: (unit: string | undefined) => void;
  /** What is chosen here, for those who do not see where it stands. */
  label?: string;
  /** Stands there as long as nothing is chosen. */
  placeholder?: string;
  /** Of a form's field. */
  id?: string;
}

/** One unit with all below it, out of any number of them. */
export function UnitSelect({ value, onChange, label, placeholder, id }: UnitSelectProps): ReactNode {
  const { t } = useTranslation("ui");
  const name = useName(value);
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const choose = (unit: string): void => {
    onChange(unit);
    close();
  };
  const title = label ?? t("unit");
  return (
    <span className={styles.select}>
      <Popover
        open={isOpen}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        arrow={false}
        destroyOnHidden
        // A dialog keeps the keyboard to itself, so what opens from it belongs into it.
        getPopupContainer={(node) => node.closest<HTMLElement>('[role="dialog"]') ?? overlays()}
        styles={{ container: { padding: 0 } }}
        content={
          <div
            className={styles.browser}
            role="dialog"
            aria-label={title}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              event.stopPropagation();
              close();
            }}
          >
            <Suspense fallback={<Loading rows={6} />}>
              <UnitBrowser chosen={value} onChoose={choose} hasFocus />
            </Suspense>
          </div>
        }
      >
        <button
          ref={button}
          type="button"
          {...(id ? { id } : {})}
          className={styles.button}
          data-chosen={value !== undefined}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          aria-label={`${title}: ${value ? (name ?? "…") : (placeholder ?? t("allUnits"))}`}
        >
          <span className={styles.name}>{value ? (name ?? "…") : (placeholder ?? t("allUnits"))}</span>
          <DownOutlined aria-hidden className={styles.arrow ?? ""} />
        </button>
      </Popover>
      {value && (
        <button
          type="button"
          className={styles.clear}
          aria-label={t("clearUnit")}
          title={t("clearUnit")}
          onClick={() => {
            onChange(undefined);
            button.current?.focus();
          }}
        >
          <CloseOutlined aria-hidden />
        </button>
      )}
    </span>
  );
}
