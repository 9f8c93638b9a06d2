import { Tooltip } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { useLanguage } from "../i18n/useLanguage.ts";
import { exact, relative } from "./time.ts";

/** How often a time on screen is said anew. */
const REFRESH_MS = 20_000;

/** "3 minutes ago", with the exact time at hand. */
export function RelativeTime({ at }: { at: string }): ReactNode {
  const { language } = useLanguage();
  const now = useNow(REFRESH_MS);
  return (
    <Tooltip title={exact(at, language)}>
      <time dateTime={at}>{relative(at, now, language)}</time>
    </Tooltip>
  );
}

/** The present moment, told again and again. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
