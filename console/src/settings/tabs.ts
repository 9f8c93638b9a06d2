export const TABS = ["brand", "budget", "channels", "tokens", "audit"] as const;

export type Tab = (typeof TABS)[number];
