import { useQuery } from "@tanstack/react-query";
import { useLanguage } from "../i18n/useLanguage.ts";
import { accountQuery } from "../session/account.ts";

/** Writes hundredths of the brand's currency as people read them. */
export function useMoney(): (hundredths: number) => string {
  const { language } = useLanguage();
  const { data } = useQuery(accountQuery);
  const currency = data?.brand.currency ?? "CNY";
  const format = new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    maximumFractionDigits: 0,
  });
  return (hundredths) => format.format(hundredths / 100);
}
