import { useSyncExternalStore } from "react";

/** Below this a page is made for one thumb. The same number stands in the style sheets. */
const NARROW = "(width < 768px)";

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(NARROW).matches);
}

function subscribe(changed: () => void): () => void {
  const media = window.matchMedia(NARROW);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}
