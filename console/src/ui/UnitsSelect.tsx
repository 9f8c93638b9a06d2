import { Tag } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Name } from "./Name.tsx";
import { UnitSelect } from "./UnitSelect.tsx";
import styles from "./UnitsSelect.module.css";

interface UnitsSelectProps {
  /** The form hands these over. */
  value?: string[];
  onChange?: (units: string[]) => void;
  id?: string;
}

/** Some units, each with all below it. */
export function UnitsSelect({ value = [], onChange, id }: UnitsSelectProps): ReactNode {
  const { t } = useTranslation("ui");
  return (
    <div className={styles.units}>
      {value.length > 0 && (
        <ul className={styles.chosen}>
          {value.map((unit) => (
            <li key={unit}>
              <Tag
                closable={{ "aria-label": t("removeUnit") }}
                onClose={(event) => {
                  event.preventDefault();
                  onChange?.(value.filter((other) => other !== unit));
                }}
              >
                <Name id={unit} />
              </Tag>
            </li>
          ))}
        </ul>
      )}
      <UnitSelect
        {...(id ? { id } : {})}
        value={undefined}
        label={t("addUnit")}
        placeholder={t("addUnit")}
        onChange={(unit) => unit && onChange?.([...new Set([...value, unit])])}
      />
    </div>
  );
}
