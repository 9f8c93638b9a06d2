import { useEffect, useState } from "react";

/**
 * Hands the focus back when a dialog is taken away: to what opened it, or, when that went too, to the page's content.
 * Ant Design does so for dialogs that it hides itself; ours leave the page with their owner.
 */
export function useReturnFocus(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // Once the page is as it will be; who has taken the focus meanwhile keeps it.
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const next =
          opener?.isConnected && opener !== document.body ? opener : document.querySelector("main");
        if (next instanceof HTMLElement) next.focus({ preventScroll: true });
      });
    },
    [opener],
  );
}
