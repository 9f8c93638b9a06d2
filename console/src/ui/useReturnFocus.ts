import { useEffect, useState } from "react";

/** What opened the dialogs that are there, the first one first. */
const openers: (Element | null)[] = [];

/**
 * Hands the focus back when a dialog is taken away: to what opened it; when that went too, as a dialog does that leads to
 * the next, to what opened that; else to the page's content.
 * Ant Design does so for dialogs that it hides itself; ours leave the page with their owner.
 */
export function useReturnFocus(): void {
  const [back] = useState(() => [document.activeElement, ...openers.toReversed()]);
  useEffect(() => {
    const opener = back[0] ?? null;
    openers.push(opener);
    return () => {
      openers.splice(openers.lastIndexOf(opener), 1);
      // Once the page is as it will be; who has taken the focus meanwhile keeps it.
      setTimeout(() => {
        for (const next of [...back, document.querySelector("main")]) {
          if (document.activeElement !== document.body) return;
          if (mayTake(next)) next.focus({ preventScroll: true });
        }
      });
    };
  }, [back]);
}

/** As long as a dialog is there, only what is in it: it hands the focus on when it goes. */
function mayTake(next: Element | null): next is HTMLElement {
  if (!(next instanceof HTMLElement) || next === document.body || !next.isConnected) return false;
  return openers.length === 0 || next.closest('[role="dialog"]') !== null;
}
