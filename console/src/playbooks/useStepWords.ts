import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../i18n/useLanguage.ts";
import { length } from "../ui/length.ts";
import { channels, type Step, type Way } from "./document.ts";
import { contentNamesQuery } from "./queries.ts";

interface StepWords {
  /** What a step does, in a few words. */
  title: (step: Step) => string;
  /** With what, how, to whom. */
  detail: (step: Step) => string;
  /** When a way is taken; nothing where there is no choice. */
  why: (way: Way) => string;
}

/** Steps as people say them. */
export function useStepWords(): StepWords {
  const { t } = useTranslation("playbooks");
  const { language } = useLanguage();
  const { data: names } = useQuery(contentNamesQuery);
  const called = (id: string): string => names?.get(id) ?? "…";
  const by = (channel: string | string[] | undefined): string =>
    channels(channel)
      .map((one) => t(`channel.${one as "email"}`, { defaultValue: one }))
      .join(t("comma"));
  const said = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(" · ");

  const detail = (step: Step): string => {
    switch (step.do) {
      case "wait":
        return length(step.for, language);
      case "wait_until":
        return step.hour;
      case "wait_for":
        return said(step.event, step.condition, t("atMost", { length: length(step.timeout, language) }));
      case "split":
      case "end":
        return "";
      case "send":
        return said(called(step.template), by(step.channel));
      case "ask":
        return said(called(step.survey), by(step.channel));
      case "tag":
        return said(step.name, step.value, step.for && t("keptFor", { length: length(step.for, language) }));
      case "untag":
        return step.name;
      case "offer":
        return said(called(step.template), by(step.channel));
      case "open_case":
        return said(t("within", { length: length(step.clock, language) }), step.reason);
      case "notify":
        return said(t(`to.${step.to as "owner"}`, { defaultValue: step.to }), step.text);
      case "call_webhook":
        return step.url;
    }
  };
  const why = ({ why: reason }: Way): string => {
    switch (reason.kind) {
      case "next":
        return "";
      case "timeout":
        return t("way.timeout", { length: length(reason.after, language) });
      case "when":
        return reason.condition;
      case "share":
        return t("way.share", { percent: Math.round(reason.share * 100) });
      case "otherwise":
        return t("way.otherwise");
    }
  };
  return { title: (step) => t(`do.${step.do}`), detail, why };
}
