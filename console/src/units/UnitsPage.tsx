import { UploadOutlined } from "@ant-design/icons";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../session/account.ts";
import { Card } from "../ui/Card.tsx";
import { Page } from "../ui/Page.tsx";
import { ImportUnits } from "./ImportUnits.tsx";
import { UnitBrowser } from "./UnitBrowser.tsx";
import { UnitCard } from "./UnitCard.tsx";
import styles from "./units.module.css";

/** Head office, regions, stores, counters, chat groups. */
export function UnitsPage(): ReactNode {
  const { t } = useTranslation("units");
  const may = useMay();
  const { at } = useSearch({ from: "/inside/units" });
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
          <div className={styles.rows}>
            <UnitBrowser
              chosen={at}
              onChoose={(id) => void navigate({ search: (now) => ({ ...now, at: id }), replace: true })}
            />
          </div>
        </Card>
        {at ? <UnitCard key={at} id={at} /> : <p className={styles.hint}>{t("choose")}</p>}
      </div>
      {isImporting && <ImportUnits onClose={() => setImporting(false)} />}
    </Page>
  );
}
