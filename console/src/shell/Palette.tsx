import { ContactsOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Input } from "antd";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { customersQuery } from "../customers/queries.ts";
import { useMay } from "../session/account.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { useSettled } from "../ui/useSettled.ts";
import styles from "./Palette.module.css";
import { useMyPages } from "./useMyPages.ts";

/** Customers that are offered; the page of customers shows the others. */
const CUSTOMERS_MAX = 8;

interface Choice {
  key: string;
  icon: ReactNode;
  name: string;
  hint: string;
  go: () => void;
}

/** Finds pages by name and customers by phone, e-mail or number. */
export function Palette({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation("shell");
  const list = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const choices = useChoices(text.trim(), onClose);
  const chosen = choices[Math.min(at, choices.length - 1)];

  const pressed = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && choices.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, choices.length - 1) + step + choices.length) % choices.length);
    }
    if (event.key === "Enter" && !event.nativeEvent.isComposing) chosen?.go();
  };

  return (
    <Dialog
      closable={false}
      footer={null}
      onCancel={onClose}
      width={560}
      title={<span className="visually-hidden">{t("search")}</span>}
      classNames={{ container: styles.modal ?? "", header: "visually-hidden" }}
    >
      <Input
        autoFocus
        size="large"
        variant="borderless"
        placeholder={t("palette.placeholder")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={pressed}
        role="combobox"
        aria-label={t("palette.placeholder")}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen && `${list}-${chosen.key}`}
      />
      <div className={styles.list} id={list} role="listbox" aria-label={t("search")}>
        {choices.map((choice) => (
          // The keyboard stays in the field above, which names the chosen one.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={choice.key}
            id={`${list}-${choice.key}`}
            role="option"
            aria-selected={choice === chosen}
            className={styles.choice}
            onClick={choice.go}
          >
            <span className={styles.icon}>{choice.icon}</span>
            <span className={styles.name}>{choice.name}</span>
            <span className={styles.hint}>{choice.hint}</span>
          </div>
        ))}
      </div>
      {choices.length === 0 && (
        <p className={styles.none} role="status">
          {t("palette.none")}
        </p>
      )}
    </Dialog>
  );
}

function useChoices(text: string, onClose: () => void): Choice[] {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const may = useMay();
  const settled = useSettled(text, 200);
  const found = useQuery({
    ...customersQuery({ q: settled }),
    enabled: may("read_customers") && settled.length >= 2,
  });
  const go = (where: () => Promise<void>) => () => {
    onClose();
    void where();
  };
  const wanted = text.toLowerCase();
  const pages = useMyPages()
    .map((page) => ({ ...page, name: t(`page.${page.id}`) }))
    .filter(({ id, name }) => name.toLowerCase().includes(wanted) || id.includes(wanted))
    .map(({ id, name, group, path, icon: Icon }) => ({
      key: id,
      icon: <Icon aria-hidden />,
      name,
      hint: t(`group.${group}`),
      go: go(() => navigate({ to: path })),
    }));
  const customers = (settled === text ? (found.data?.items ?? []) : [])
    .slice(0, CUSTOMERS_MAX)
    .map(({ id, name, identities }) => ({
      key: id,
      icon: <ContactsOutlined aria-hidden />,
      name: name ?? t("stranger"),
      hint: identities[0]?.value ?? "",
      go: go(() => navigate({ to: "/customers/$customerId", params: { customerId: id } })),
    }));
  return [...pages, ...customers];
}
