import type { Widget } from "./queries.ts";

/** The widget's settings as the form has them. */
export interface FormValues {
  enabled: boolean;
  origins: string;
  pages: string;
  on: "page" | "event" | "exit" | "delay" | "scroll";
  seconds: number;
  scroll: number;
  event: string;
  form: "popover" | "slide_in" | "inline";
  side: "end" | "start";
  selector: string;
  condition: string;
  share: number;
  again_after_days: number;
  signed_users_only: boolean;
}

export function valuesOf(widget: Widget): FormValues {
  const { enabled = false, origins = [], pages = [], trigger, look, condition = "", share = 1 } = widget;
  return {
    enabled,
    origins: origins.join("\n"),
    pages: pages.join("\n"),
    on: trigger?.on ?? "delay",
    seconds: trigger?.seconds ?? 10,
    scroll: Math.round((trigger?.share ?? 0.5) * 100),
    event: trigger?.name ?? "",
    form: look?.form ?? "slide_in",
    side: look?.side ?? "end",
    selector: look?.selector ?? "",
    condition: condition ?? "",
    share: Math.round(share * 100),
    again_after_days: widget.again_after_days ?? 30,
    signed_users_only: widget.signed_users_only ?? true,
  };
}

export function settingsOf(values: Partial<FormValues>): Widget {
  const { on = "delay", form = "slide_in", side = "end", selector = "", condition = "" } = values;
  return {
    enabled: values.enabled ?? false,
    origins: lines(values.origins).map((origin) => origin.replace(/\/+$/, "")),
    pages: lines(values.pages),
    trigger: {
      on,
      ...(on === "delay" && { seconds: values.seconds ?? 10 }),
      ...(on === "scroll" && { share: (values.scroll ?? 50) / 100 }),
      ...(on === "event" && { name: values.event ?? "" }),
    },
    look: { form, side, ...(form === "inline" && selector && { selector }) },
    ...(condition.trim() && { condition: condition.trim() }),
    share: (values.share ?? 100) / 100,
    again_after_days: values.again_after_days ?? 30,
    signed_users_only: values.signed_users_only ?? true,
  };
}

function lines(text = ""): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
