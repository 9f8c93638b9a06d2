import { useTranslation } from "react-i18next";

/** Hours as people say them: minutes below one, days from two on. */
export function useHours(): (hours: number) => string {
  const { t, i18n } = useTranslation("cases");
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  return (hours) => {
    const [unit, value] = unitOf(hours);
    return t(`time.${unit}`, { value: number.format(value) });
  };
}

/** The unit in which so many hours are said, and how many of it. */
export function unitOf(hours: number): ["minutes" | "hours" | "days", number] {
  if (hours < 1) return ["minutes", Math.round(hours * 60)];
  return hours < 48 ? ["hours", hours] : ["days", hours / 24];
}
