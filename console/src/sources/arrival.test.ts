import assert from "node:assert/strict";
import { test } from "node:test";
import { fits, type Item, joined, outcomeOf } from "./arrival.ts";

const accepted = (id: string, at: string, problems: Item["problems"] = []): Item =>
  ({
    at,
    accepted: { message_id: id, name: "Order Completed" },
    problems,
    rejected: null,
  }) as unknown as Item;
const rejected = (at: string, index: number): Item =>
  ({
    at,
    accepted: null,
    problems: [],
    rejected: { at, index, errors: [{ field: "event" }] },
  }) as unknown as Item;

const flaw = [{ field: "properties.total", code: "type", message: "a number" }] as Item["problems"];

test("each item is there once, the latest first", () => {
  const rows = joined(
    [accepted("a", "2026-01-01T00:00:01Z")],
    [
      accepted("a", "2026-01-01T00:00:01Z", flaw),
      rejected("2026-01-01T00:00:02Z", 0),
      rejected("2026-01-01T00:00:02Z", 1),
    ],
  );
  assert.deepEqual(rows.map(outcomeOf), ["rejected", "rejected", "flawed"]);
});

test("rows are found by how they ended and by their words", () => {
  const one = accepted("order-17", "2026-01-01T00:00:01Z");
  assert.ok(fits(one, undefined, " ORDER "));
  assert.ok(fits(one, "accepted", ""));
  assert.ok(!fits(one, "flawed", ""));
  assert.ok(!fits(one, undefined, "refund"));
});
