import { Input } from "antd";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../../ui/Dialog.tsx";
import styles from "./AddQuestion.module.css";
import { KIND_GROUPS, KINDS, type Kind, type KindGroup } from "./format.ts";
import { KindIcon } from "./kindIcons.tsx";

/** All kinds of question to choose from; typing a few letters and Enter takes the first that fits. */
export function AddQuestion({
  onAdd,
  onClose,
}: {
  onAdd: (kind: Kind) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation("studio");
  const [typed, setTyped] = useState("");
  const fits = (kind: Kind): boolean =>
    `${t(`kind.${kind}.name`)} ${t(`kind.${kind}.text`)} ${kind}`
      .toLowerCase()
      .includes(typed.toLowerCase().trim());
  const take = (event: KeyboardEvent): void => {
    const first = KINDS.find(fits);
    if (event.key !== "Enter" || event.nativeEvent.isComposing || !first) return;
    event.preventDefault();
    onAdd(first);
  };
  return (
    <Dialog title={t("add.title")} footer={null} onCancel={onClose} width={720}>
      <div className={styles.kinds}>
        <Input
          autoFocus
          aria-label={t("add.find")}
          placeholder={t("add.find")}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          onKeyDown={take}
        />
        {(Object.keys(KIND_GROUPS) as KindGroup[]).map((group) => (
          <Group
            key={group}
            name={t(`group.${group}`)}
            kinds={KIND_GROUPS[group].filter(fits)}
            onAdd={onAdd}
          />
        ))}
        {!KINDS.some(fits) && <p className={styles.nothing}>{t("add.nothing")}</p>}
      </div>
    </Dialog>
  );
}

function Group({
  name,
  kinds,
  onAdd,
}: {
  name: string;
  kinds: readonly Kind[];
  onAdd: (kind: Kind) => void;
}): ReactNode {
  const { t } = useTranslation("studio");
  if (kinds.length === 0) return null;
  return (
    <section aria-label={name}>
      <h3 className={styles.group}>{name}</h3>
      <ul className={styles.list}>
        {kinds.map((kind) => (
          <li key={kind}>
            <button type="button" className={styles.kind} onClick={() => onAdd(kind)}>
              <KindIcon kind={kind} />
              <span>
                <strong>{t(`kind.${kind}.name`)}</strong>
                <small>{t(`kind.${kind}.text`)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
