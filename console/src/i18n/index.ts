// Words in Chinese and English. A page's words are one namespace, a file of the same name per language; English is
// the type that Chinese has to match. Only the language that is shown is loaded.

import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type english from "./en/index.ts";
import type { Words } from "./words.ts";

export type Language = "zh-CN" | "en";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    resources: typeof english;
    returnNull: false;
  }
}

const KEY = "touchstone.language";

/** What was chosen here before, else what the browser asks for, else Chinese. */
export function preferred(kept: string | null, asked: readonly string[]): Language {
  const wanted = [kept ?? "", ...asked].find((tag) => /^(zh|en)(-|$)/i.test(tag)) ?? "zh-CN";
  return wanted.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

export async function startWords(): Promise<void> {
  const language = preferred(localStorage.getItem(KEY), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: await load(language) },
    ns: [],
    defaultNS: "shell",
    fallbackLng: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
}

export async function changeLanguage(language: Language): Promise<void> {
  const words = await load(language);
  for (const [namespace, keys] of Object.entries(words)) i18next.addResourceBundle(language, namespace, keys);
  localStorage.setItem(KEY, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

async function load(language: Language): Promise<Words> {
  const words = language === "en" ? await import("./en/index.ts") : await import("./zh-CN/index.ts");
  return words.default;
}
