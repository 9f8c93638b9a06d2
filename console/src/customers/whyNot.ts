import { useTranslation } from "react-i18next";

interface Delivered {
  state?: string | null;
  last_error?: string | null;
}

/** Why a message did not leave: in words what stopped it here, and what failed as the other side said it. */
export function useWhyNot(): (effect: Delivered) => string | undefined {
  const { t } = useTranslation("customers");
  return ({ state, last_error }) => {
    if (!last_error) return undefined;
    return state === "refused"
      ? t(`notSent.${last_error as "closed"}`, { defaultValue: last_error })
      : last_error;
  };
}
