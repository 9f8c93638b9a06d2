import { Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { Code } from "../ui/Code.tsx";
import { type Snippet, snippets } from "./snippets.ts";
import styles from "./source.module.css";

/** How to send, by client library, with this server's address and, if it is known, the key filled in. */
export function Snippets({ secret }: { secret: string | undefined }): ReactNode {
  const { t } = useTranslation("sources");
  const all = snippets(window.location.origin, secret ?? "YOUR_KEY");
  const [chosen, setChosen] = useState("curl");
  const shown: Snippet | undefined = all.find(({ id }) => id === chosen);
  return (
    <Card>
      <div className={styles.stack}>
        <div className={styles.libraries}>
          <Segmented
            options={all.map(({ id, name }) => ({ value: id, label: name }))}
            value={chosen}
            onChange={setChosen}
            aria-label={t("library")}
          />
        </div>
        {shown && <Code text={shown.text} label={shown.name} />}
        <p className={styles.kind}>{secret ? t("snippet.filled") : t("snippet.replace")}</p>
      </div>
    </Card>
  );
}
