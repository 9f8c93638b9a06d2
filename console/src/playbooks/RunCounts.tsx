import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "../ui/Card.tsx";
import { Figure } from "../ui/Figure.tsx";
import type { Playbook } from "./document.ts";
import { countsQuery } from "./queries.ts";
import styles from "./RunCounts.module.css";

/** How often a playbook ran, how that ended, and whether as many are held out as were to be. */
export function RunCounts({ playbook }: { playbook: Playbook }): ReactNode {
  const { t, i18n } = useTranslation("playbooks");
  const { data } = useQuery(countsQuery(playbook.id));
  const number = new Intl.NumberFormat(i18n.language);
  const { holdout } = playbook;
  if (!data || data.n === 0) return null;
  const { rate, low, high } = data.held_out_share;
  return (
    <Card>
      <div className={styles.counts}>
        <Figure label={t("counts.all")} value={number.format(data.n)} />
        <Figure label={t("counts.waiting")} value={number.format(data.waiting)} />
        <Figure label={t("counts.done")} value={number.format(data.done)} />
        <Figure label={t("counts.stopped")} value={number.format(data.stopped)} />
        {(holdout || data.held_out > 0) && (
          <>
            <Figure label={t("counts.held_out")} value={number.format(data.held_out)} />
            <Figure
              label={t("counts.share")}
              value={`${Math.round(rate)} %`}
              n={data.n}
              interval={{ low, high, at: rate, min: 0, max: 100 }}
              method={t("counts.shareMethod", { percent: Math.round((holdout?.share ?? 0) * 100) })}
            />
          </>
        )}
      </div>
      {data.is_cut && <p className={styles.note}>{t("counts.cut", { count: data.n })}</p>}
    </Card>
  );
}
