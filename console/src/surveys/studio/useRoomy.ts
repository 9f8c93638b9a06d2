import { useSyncExternalStore } from "react";

/** From this width on the preview stands beside what is edited. The same number stands in the style sheet. */
const ROOMY = "(width >= 1200px)";

export function useRoomy(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(ROOMY);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => window.matchMedia(ROOMY).matches,
  );
}
