import assert from "node:assert/strict";
import { test } from "node:test";
import { placesOf } from "./journey.ts";
import { otherOf, scopeOf, stepOf, viewOf } from "./view.ts";

const STORE = "unt_01jd0m6x4pfk2v9w3q8r7t5y1z";
const TODAY = "2026-03-31";

test("an address says what is looked at", () => {
  const view = viewOf({ unit: STORE, period: "7d", against: "period", other_from: "x", nonsense: 1 });
  assert.deepEqual(view, { unit: STORE, period: "7d", against: "period" });
  assert.deepEqual(scopeOf(view, TODAY), { unit: STORE, from: "2026-03-25", to: "2026-03-31" });
});

test("the other side is the period before, unless another is named", () => {
  const view = viewOf({ period: "7d", against: "period" });
  assert.deepEqual(otherOf(view, scopeOf(view, TODAY)), { other_from: "2026-03-18", other_to: "2026-03-24" });
  const own = viewOf({ period: "7d", against: "period", other_from: "2026-01-01", other_to: "2026-01-07" });
  assert.deepEqual(otherOf(own, scopeOf(own, TODAY)), { other_from: "2026-01-01", other_to: "2026-01-07" });
  assert.equal(otherOf(viewOf({ against: "unit" }), scopeOf({}, TODAY)), undefined);
});

test("courses have some points and not too many", () => {
  const step = (period: string): string => stepOf(scopeOf(viewOf({ period }), TODAY));
  assert.deepEqual(["7d", "30d", "90d", "365d"].map(step), ["day", "day", "week", "month"]);
});

test("the touchpoints of a stage share its width", () => {
  const touchpoint = (id: string) => ({
    id,
    name: {},
    metric: "nps" as const,
    asked: [],
    moment_of_truth: false,
  });
  const stages = [
    { id: "a", name: {}, touchpoints: [touchpoint("one")] },
    { id: "b", name: {}, touchpoints: [touchpoint("two"), touchpoint("three")] },
  ];
  assert.deepEqual(
    [...placesOf({ stages })],
    [
      ["one", 0.5],
      ["two", 1.25],
      ["three", 1.75],
    ],
  );
});
