import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { useLanguage } from "../i18n/useLanguage.ts";
import { exact, relative } from "./time.ts";

/** How often a time on screen is said anew. */
const REFRESH_MS = 20_000;

/** "3 minutes ago", with the exact time at hand: as the browser's own hint, since a list has a hundred of these. */
export function RelativeTime({ at }: { at: string }): ReactNode {
  const { language } = useLanguage();
  const now = useSyncExternalStore(subscribe, () => present);
  return (
    <time dateTime={at} title={exact(at, language)}>
      {relative(at, now, language)}
    </time>
  );
}

/** One clock for all times on screen. */
let present = Date.now();
let ticking: number | undefined;
const watching = new Set<() => void>();

function tick(): void {
  present = Date.now();
  for (const changed of watching) changed();
}

function subscribe(changed: () => void): () => void {
  if (watching.size === 0) {
    present = Date.now();
    ticking = window.setInterval(tick, REFRESH_MS);
  }
  watching.add(changed);
  return () => {
    watching.delete(changed);
    if (watching.size === 0) window.clearInterval(ticking);
  };
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
