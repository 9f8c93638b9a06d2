import { useTranslation } from "react-i18next";
import { changeLanguage, type Language } from "./index.ts";

/** The language on screen, and how to change it. */
export function useLanguage(): { language: Language; change: (language: Language) => Promise<void> } {
  const { i18n } = useTranslation();
  return { language: i18n.language === "en" ? "en" : "zh-CN", change: changeLanguage };
}
