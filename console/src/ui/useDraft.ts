import { useState } from "react";

/** Text that is kept in this tab until it is sent: a closed dialog or a lost network loses nothing. */
export function useDraft(key: string): { text: string; change: (text: string) => void; forget: () => void } {
  const name = `touchstone.draft.${key}`;
  const [text, setText] = useState(() => sessionStorage.getItem(name) ?? "");
  return {
    text,
    change: (next) => {
      sessionStorage.setItem(name, next);
      setText(next);
    },
    forget: () => sessionStorage.removeItem(name),
  };
}
