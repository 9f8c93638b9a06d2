import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client.ts";
import { Code } from "../ui/Code.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Loading } from "../ui/states.tsx";
import { importUnits, UNITS } from "./queries.ts";
import styles from "./units.module.css";

const EXAMPLE = `code,name,kind,parent,owner,time_zone
EAST,East,region,,,
SH-001,Nanjing Road,store,EAST,li@example.com,Asia/Shanghai`;

/** Takes a file of units, and says row by row what was refused. */
export function ImportUnits({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation("units");
  const queries = useQueryClient();
  const field = useId();
  const take = useMutation({
    mutationFn: async (file: File) => importUnits(await file.text()),
    onSuccess: () => queries.invalidateQueries({ queryKey: UNITS }),
  });
  return (
    <Dialog title={t("import.title")} onCancel={onClose} footer={null} width={640}>
      <div className={styles.report}>
        <p>{t("import.text")}</p>
        <Code text={EXAMPLE} label={t("import.example")} />
        <label htmlFor={field}>{t("import.file")}</label>
        <input
          id={field}
          type="file"
          accept=".csv,text/csv"
          onChange={({ target }) => target.files?.[0] && take.mutate(target.files[0])}
        />
        <Refusal error={take.error} />
        {take.isPending && <Loading rows={2} />}
        {take.data && <Report report={take.data} />}
      </div>
    </Dialog>
  );
}

function Report({ report }: { report: Schemas["ImportReport"] }): ReactNode {
  const { t } = useTranslation("units");
  const { created, changed, unchanged, rejected, rejections } = report;
  return (
    <div role="status" className={styles.report}>
      <p>
        <strong>{t("import.report", { created, changed, unchanged, rejected })}</strong>
      </p>
      {rejections.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too
        <ul className={styles.rejections} tabIndex={0} aria-label={t("import.rejected")}>
          {rejections.slice(0, 500).map(({ line, field, message }) => (
            <li key={`${line} ${field} ${message}`}>
              {t("import.line", { line })} <code>{field}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
