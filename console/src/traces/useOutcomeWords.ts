import { useTranslation } from "react-i18next";
import { useRuleWords } from "../asking/rules.ts";

/** What came of a step of a run, as far as its words need it. */
export interface Outcome {
  outcome: string;
  /** Channels that could not be used, and why. */
  reasons?: [channel: string, why: string][];
  /** The rules by which a survey was not asked. */
  looks?: { rule: string }[];
}

/** What came of a step, in words, with the reasons if it was not done. */
export function useOutcomeWords(): (of: Outcome) => string {
  const { t } = useTranslation("traces");
  const ruleWords = useRuleWords();
  return ({ outcome, reasons, looks }) => {
    const refused = reasons?.map(
      ([channel, why]) => `${channel}: ${t(`refused.${why as "no_consent"}`, { defaultValue: why })}`,
    );
    const why = refused ?? looks?.map((look) => ruleWords(look.rule, { ...look }));
    const what = t(`outcome.${outcome as "sent"}`, { defaultValue: outcome });
    return why ? `${what} (${why.join(", ")})` : what;
  };
}

/** Whether a step came to nothing that was meant to happen. */
export const isBad = ({ outcome }: Outcome): boolean =>
  outcome === "refused" || outcome === "not_asked" || outcome === "failed";
