import type { ReactNode } from "react";
import type { Schemas } from "../api/client.ts";
import { Score } from "../ui/Score.tsx";
import { npsTone, shareTone } from "../ui/tone.ts";

/** The scores of a response that there are. */
export function Scores({ response }: { response: Schemas["SurveyResponse"] }): ReactNode {
  const { nps, csat, ces } = response;
  if (nps === null && csat === null && ces === null) return "–";
  return (
    <>
      {nps !== null && <Score tone={npsTone(nps)}>NPS {nps}</Score>}{" "}
      {csat !== null && <Score tone={shareTone((csat - 1) / 4)}>CSAT {csat}</Score>}{" "}
      {ces !== null && <Score tone={shareTone((ces - 1) / 6)}>CES {ces}</Score>}
    </>
  );
}
