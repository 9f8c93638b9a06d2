import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { Name } from "../ui/Name.tsx";
import { Failed, Loading } from "../ui/states.tsx";
import { UNITS, unitQuery } from "./queries.ts";
import { mayHaveChildren } from "./tree.ts";
import { UnitForm } from "./UnitForm.tsx";
import styles from "./units.module.css";

/** One unit: what is known of it, and what can be changed. */
export function UnitCard({ id }: { id: string }): ReactNode {
  const { t } = useTranslation("units");
  const may = useMay();
  const queries = useQueryClient();
  const { data: unit, error, refetch } = useQuery(unitQuery(id));
  const [form, setForm] = useState<"change" | "add" | null>(null);
  if (error) return <Failed error={error} again={() => void refetch()} />;
  if (!unit) return <Loading rows={4} />;
  const close = (): void => {
    setForm(null);
    void queries.invalidateQueries({ queryKey: UNITS });
  };
  return (
    <Card
      title={unit.name}
      actions={
        may("edit_units") && (
          <div>
            <Button onClick={() => setForm("change")}>{t("change")}</Button>{" "}
            {mayHaveChildren(unit) && <Button onClick={() => setForm("add")}>{t("add")}</Button>}
          </div>
        )
      }
    >
      <dl className={styles.facts}>
        <dt>{t("kindTitle")}</dt>
        <dd>{t(`kind.${unit.kind}`)}</dd>
        <dt>{t("code")}</dt>
        <dd>{unit.code}</dd>
        <dt>{t("owner")}</dt>
        <dd>
          <Name id={unit.owner} otherwise={t("noOwner")} />
        </dd>
        <dt>{t("zone")}</dt>
        <dd>{unit.time_zone ?? t("zoneAbove")}</dd>
      </dl>
      {form && <UnitForm unit={unit} isNew={form === "add"} onClose={close} />}
    </Card>
  );
}
