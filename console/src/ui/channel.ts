import type { TFunction } from "i18next";

/** What a channel is called: the usual ones in the reader's language, others by the brand's own word. */
export function channelName(channel: string, t: TFunction<"ui">): string {
  return t(`channels.${channel as "dine_in"}`, { defaultValue: channel });
}
