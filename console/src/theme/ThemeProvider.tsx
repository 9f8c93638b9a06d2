import "dayjs/locale/zh-cn";
import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import {
  createContext,
  type ReactNode,
  use,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import { useLanguage } from "../i18n/useLanguage.ts";
import { antdTheme } from "./antd.ts";
import { cssVariables, DARK, LIGHT } from "./tokens.ts";

/** What a member chose: a theme, or that of the system. */
type ThemeChoice = "system" | "light" | "dark";

const KEY = "touchstone.theme";
const DARK_QUERY = "(prefers-color-scheme: dark)";
const MOTION_QUERY = "(prefers-reduced-motion: reduce)";
const PHONE_QUERY = "(width < 768px)";
/** What was just done is said below the top; on a phone near the thumb, above what is pressed next. */
const SAID_AT = 8;
const SAID_AT_ON_PHONE = "calc(100dvh - 208px - env(safe-area-inset-bottom))";

interface Theme {
  choice: ThemeChoice;
  isDark: boolean;
  choose: (choice: ThemeChoice) => void;
}

const ThemeContext = createContext<Theme>({ choice: "system", isDark: false, choose: () => {} });

export const useTheme = (): Theme => use(ThemeContext);

/** Colours, fonts and words for everything below, Ant Design included. */
export function ThemeProvider({ children }: { children: ReactNode }): ReactNode {
  const [choice, setChoice] = useState<ThemeChoice>(remembered);
  const systemIsDark = useMedia(DARK_QUERY);
  const isStill = useMedia(MOTION_QUERY);
  const isPhone = useMedia(PHONE_QUERY);
  const { language } = useLanguage();
  const isDark = choice === "dark" || (choice === "system" && systemIsDark);
  const palette = isDark ? DARK : LIGHT;

  useLayoutEffect(() => {
    const root = document.documentElement;
    for (const [name, value] of cssVariables(palette)) root.style.setProperty(name, value);
    root.style.colorScheme = isDark ? "dark" : "light";
  }, [palette, isDark]);

  const value = useMemo(() => {
    const choose = (next: ThemeChoice): void => {
      localStorage.setItem(KEY, next);
      setChoice(next);
    };
    return { choice, isDark, choose };
  }, [choice, isDark]);
  const antd = useMemo(() => {
    const config = antdTheme(palette, isDark);
    return { ...config, token: { ...config.token, motion: !isStill } };
  }, [palette, isDark, isStill]);

  return (
    <ThemeContext value={value}>
      <ConfigProvider
        theme={antd}
        locale={language === "en" ? enUS : zhCN}
        csp={{ nonce: nonce() }}
        getPopupContainer={overlays}
        button={{ autoInsertSpace: false }}
      >
        <App message={{ getContainer: overlays, top: isPhone ? SAID_AT_ON_PHONE : SAID_AT }}>{children}</App>
      </ConfigProvider>
    </ThemeContext>
  );
}

/**
 * Where menus, drawers and messages hang. Not the body: for the body Ant Design would forbid scrolling with a
 * style that has no nonce, which our content security policy refuses.
 */
export function overlays(): HTMLElement {
  return document.getElementById("overlays") ?? document.body;
}

/** What the server allows this page's styles by. */
export function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

function remembered(): ThemeChoice {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => window.matchMedia(query).matches,
  );
}
