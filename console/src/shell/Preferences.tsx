import { GlobalOutlined, MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { useTheme } from "../theme/ThemeProvider.tsx";
import styles from "./Preferences.module.css";

/** Language and theme, one tap each. */
export function Preferences({ isCompact = false }: { isCompact?: boolean }): ReactNode {
  const { t } = useTranslation("shell");
  const { language, change } = useLanguage();
  const { isDark, choose } = useTheme();
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <div className={styles.row}>
      <Button
        type="text"
        icon={<GlobalOutlined aria-hidden />}
        onClick={() => void change(other)}
        lang={other}
        aria-label={isCompact ? t(`language.${other}`) : undefined}
        title={isCompact ? t(`language.${other}`) : undefined}
      >
        {isCompact ? null : t(`language.${other}`)}
      </Button>
      <Button
        type="text"
        icon={isDark ? <SunOutlined aria-hidden /> : <MoonOutlined aria-hidden />}
        onClick={() => choose(isDark ? "light" : "dark")}
        aria-label={isDark ? t("theme.light") : t("theme.dark")}
        title={isDark ? t("theme.light") : t("theme.dark")}
      />
    </div>
  );
}
