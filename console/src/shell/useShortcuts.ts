import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useMyPages } from "./useMyPages.ts";

/** How long `g` waits for its second key. */
const SECOND_KEY_MS = 1200;

/** Ctrl or ⌘ K, or `/`, opens the palette, `?` the keys, `g` and a letter a page. */
export function useShortcuts(open: { palette: () => void; keys: () => void }): void {
  const navigate = useNavigate();
  const pages = useMyPages();
  const goUntil = useRef(0);

  useEffect(() => {
    const actions = new Map([
      ["mod k", open.palette],
      ["/", open.palette],
      ["?", open.keys],
    ]);
    for (const { key, path } of pages) actions.set(`g ${key}`, () => void navigate({ to: path }));
    const pressed = (event: KeyboardEvent): void => {
      const stroke = strokeOf(event);
      const act = actions.get(event.timeStamp < goUntil.current ? `g ${stroke}` : stroke);
      goUntil.current = stroke === "g" ? event.timeStamp + SECOND_KEY_MS : 0;
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [navigate, open, pages]);
}

/** The key, as the table above names it. What is typed into a field is for the field. */
function strokeOf(event: KeyboardEvent): string {
  if (event.ctrlKey || event.metaKey) return `mod ${event.key.toLowerCase()}`;
  return event.altKey || isTyping(event.target) ? "" : event.key;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
