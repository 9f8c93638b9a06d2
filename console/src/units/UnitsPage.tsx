import { UploadOutlined } from "@ant-design/icons";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { Page } from "../ui/Page.tsx";
import { ImportUnits } from "./ImportUnits.tsx";
import { UnitCard } from "./UnitCard.tsx";
import { UnitTree } from "./UnitTree.tsx";
import styles from "./units.module.css";

/** Head office, regions, stores, counters, chat groups. */
export function UnitsPage(): ReactNode {
  const { t } = useTranslation("units");
  const may = useMay();
  const { unit } = useSearch({ from: "/inside/units" });
  const navigate = useNavigate({ from: "/units" });
  const [isImporting, setImporting] = useState(false);
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        may("edit_units") && (
          <Button icon={<UploadOutlined />} onClick={() => setImporting(true)}>
            {t("import.title")}
          </Button>
        )
      }
    >
      <div className={styles.columns}>
        <Card isFlush>
          <UnitTree chosen={unit} onChoose={(id) => void navigate({ search: { unit: id }, replace: true })} />
        </Card>
        {unit ? <UnitCard key={unit} id={unit} /> : <p className={styles.hint}>{t("choose")}</p>}
      </div>
      {isImporting && <ImportUnits onClose={() => setImporting(false)} />}
    </Page>
  );
}
