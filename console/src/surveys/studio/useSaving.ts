import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiProblem, answered, api, type Schemas } from "../../api/client.ts";
import { type Survey as Stored, surveyQuery } from "../queries.ts";
import type { Fault } from "./faults.ts";
import type { Survey } from "./format.ts";
import { forget, keep } from "./kept.ts";
import { definitionOf } from "./useDraftOf.ts";

/** So long nothing is changed before it is saved. */
const QUIET_MS = 800;
/** So long until it is tried again when the server could not be reached. */
const AGAIN_MS = 5_000;

export type SaveState =
  | { is: "saved" | "unsaved" | "saving" | "wrong" }
  | { is: "failed"; error: unknown }
  /** Somebody else has saved another draft since. */
  | { is: "conflict"; theirs: Stored };

export interface Saving {
  state: SaveState;
  faults: readonly Fault[];
  /** Saves what is not saved yet; false when that was not possible. */
  flush: () => Promise<boolean>;
  /** Ends a conflict: what is saved next was made from this. */
  rebase: (on: Stored) => void;
}

const sameDefinition = (one: Survey, other: Survey): boolean => ordered(one) === ordered(other);

/** The same text for the same document, whatever the order of its fields. */
function ordered(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

function put(id: string, survey: Survey, made_from: string): Promise<Stored> {
  return answered(
    api.PUT("/v1/surveys/{survey_id}", {
      params: { path: { survey_id: id }, query: { made_from } },
      body: survey as unknown as Schemas["SurveyDocument"],
    }),
  );
}

/** Saves a draft by itself, a moment after it was changed, and never over what somebody else wrote. */
export function useSaving(
  stored: Stored,
  survey: Survey,
  start: { madeFrom: string; isSaved: boolean },
): Saving {
  const queries = useQueryClient();
  const [state, setState] = useState<SaveState>({ is: start.isSaved ? "saved" : "unsaved" });
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const base = useRef({
    madeFrom: start.madeFrom,
    // What the server has, as far as we know, and what we handed it last.
    theirs: definitionOf(stored),
    sent: start.isSaved ? survey : undefined,
  });
  const latest = useRef(survey);
  latest.current = survey;
  const running = useRef<Promise<void>>(Promise.resolve());

  const took = (answer: Stored, sent: Survey): void => {
    base.current = { madeFrom: answer.changed_at, theirs: definitionOf(answer), sent };
    queries.setQueryData(surveyQuery(stored.id).queryKey, answer);
    void queries.invalidateQueries({ queryKey: ["surveys", "list"] });
    setFaults([]);
    const isLatest = latest.current === sent;
    if (isLatest) forget(stored.id);
    setState({ is: isLatest ? "saved" : "unsaved" });
  };

  const refused = async (error: unknown, sent: Survey): Promise<void> => {
    if (!(error instanceof ApiProblem)) return setState({ is: "failed", error });
    if (error.fields.length > 0) {
      setFaults(error.fields);
      return setState({ is: "wrong" });
    }
    if (error.code !== "conflict") return setState({ is: "failed", error });
    const theirs = await queries.fetchQuery({ ...surveyQuery(stored.id), staleTime: 0 });
    // The answer to an earlier try was lost on its way: what is there is ours.
    if (sameDefinition(definitionOf(theirs), sent)) return took(theirs, sent);
    // Publishing and pausing leave the draft as it was.
    if (!sameDefinition(definitionOf(theirs), base.current.theirs))
      return setState({ is: "conflict", theirs });
    base.current.madeFrom = theirs.changed_at;
    took(await put(stored.id, sent, theirs.changed_at), sent);
  };

  const save = async (): Promise<void> => {
    const sent = latest.current;
    if (sent === base.current.sent) return;
    setState({ is: "saving" });
    try {
      took(await put(stored.id, sent, base.current.madeFrom), sent);
    } catch (error) {
      await refused(error, sent).catch((again: unknown) => setState({ is: "failed", error: again }));
    }
  };
  const flush = async (): Promise<boolean> => {
    running.current = running.current.then(save);
    await running.current;
    return latest.current === base.current.sent;
  };
  const latestFlush = useRef(flush);
  latestFlush.current = flush;

  // Publishing and pausing change the survey, but not its draft: the next save was made from this.
  useEffect(() => {
    if (sameDefinition(definitionOf(stored), base.current.theirs)) base.current.madeFrom = stored.changed_at;
  }, [stored]);

  const isHeld = state.is === "conflict";
  useEffect(() => {
    if (survey === base.current.sent) return;
    keep(stored.id, { survey, madeFrom: base.current.madeFrom });
    if (isHeld) return;
    const timer = setTimeout(() => void latestFlush.current(), QUIET_MS);
    return () => clearTimeout(timer);
  }, [survey, isHeld, stored.id]);

  const hasFailed = state.is === "failed";
  useEffect(() => {
    if (!hasFailed) return;
    const timer = setInterval(() => void latestFlush.current(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [hasFailed]);

  // Who leaves the page within the quiet moment has saved, too.
  useEffect(() => () => void latestFlush.current(), []);

  // What was changed in this very moment is not saved, even before its quiet moment begins.
  const isBehind = state.is === "saved" && survey !== base.current.sent;
  return {
    state: isBehind ? { is: "unsaved" } : state,
    faults,
    flush,
    rebase: (on) => {
      base.current = { madeFrom: on.changed_at, theirs: definitionOf(on), sent: undefined };
      setState({ is: "unsaved" });
    },
  };
}
