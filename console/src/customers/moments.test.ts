import assert from "node:assert/strict";
import { test } from "node:test";
import type { Schemas } from "../api/client.ts";
import { momentsOf } from "./moments.ts";

test("events, messages and cases stand in one line, newest first", () => {
  const event = (name: string, at: string): Schemas["TimelineItem"] => ({
    at,
    message: null,
    elsewhere: false,
    event: { name, message_id: name, source: "src", occurred_at: at } as Schemas["EventView"],
  });
  const of = {
    id: "cas",
    opened_at: "2026-03-02T12:00:02Z",
    closed_at: "2026-03-04T09:00:00Z",
  } as Schemas["Case"];
  const message = { id: "eff" } as Schemas["EffectView"];
  const moments = momentsOf(
    [
      { at: "2026-03-02T12:00:01.5Z", event: null, message, elsewhere: false },
      event("Survey Answered", "2026-03-02T12:00:01Z"),
      event("Order Completed", "2026-03-02T10:00:00Z"),
      event("Customer Identified", "2026-03-01T10:00:00Z"),
    ],
    [of],
  );
  const kinds = moments.map(({ kind }) => kind);
  assert.deepEqual(kinds, ["case", "case", "message", "answer", "order", "event"]);
  assert.equal(moments[0]?.kind === "case" && moments[0].step, "closed");
});
