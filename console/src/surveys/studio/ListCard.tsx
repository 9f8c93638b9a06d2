import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/Card.tsx";
import { moved, without } from "./draft.ts";
import { MOST } from "./format.ts";
import styles from "./ListCard.module.css";
import { get, type Path, written } from "./path.ts";
import { useStudio } from "./studio.ts";
import { Tools } from "./Tools.tsx";

interface ListCardProps<Item> {
  at: Path;
  title: string;
  /** What they are for. */
  text: string;
  /** The verb on the button that adds one. */
  verb: string;
  fresh: (items: readonly Item[]) => Item;
  /** What one is called, for its buttons. */
  name: (item: Item, nth: number) => string;
  children: (at: Path, item: Item) => ReactNode;
}

/** A list of the survey's logic: each with its fields, added, moved and taken away. */
export function ListCard<Item>({
  at,
  title,
  text,
  verb,
  fresh,
  name,
  children,
}: ListCardProps<Item>): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, set } = useStudio();
  const add = useRef<HTMLButtonElement>(null);
  const items = (get(survey, at) ?? []) as Item[];
  const put = (next: Item[]): void => set(at, next.length > 0 ? next : undefined);
  return (
    <Card title={title}>
      <div className={styles.list} data-field={written(at)}>
        <p className={styles.text}>{text}</p>
        {items.map((item, nth) => (
          // What is named may be renamed while one types, so the place is its key.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <section key={nth} className={styles.item} aria-label={name(item, nth)}>
            <header className={styles.head}>
              <h3>{name(item, nth)}</h3>
              <Tools
                name={name(item, nth)}
                isFirst={nth === 0}
                isLast={nth === items.length - 1}
                onMove={(step) => put(moved(items, nth, step === "up" ? nth - 1 : nth + 1))}
                onRemove={() => {
                  put(without(items, nth));
                  // What was pressed goes away with what it was about.
                  add.current?.focus();
                }}
              />
            </header>
            {children([...at, nth], item)}
          </section>
        ))}
        {items.length === 0 && <p className={styles.text}>{t("noneYet")}</p>}
        <div>
          <Button
            ref={add}
            icon={<PlusOutlined aria-hidden />}
            disabled={items.length >= MOST.logic}
            onClick={() => put([...items, fresh(items)])}
          >
            {verb}
          </Button>
        </div>
      </div>
    </Card>
  );
}
