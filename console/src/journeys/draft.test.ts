import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addStage,
  addTouchpoint,
  changeTouchpoint,
  type Draft,
  moveStage,
  moveTouchpoint,
  placeTouchpoint,
  removeStage,
  removeTouchpoint,
} from "./draft.ts";

/** The order as text: stages with their touchpoints. */
function order(draft: Draft): string {
  return draft.stages
    .map(({ id, touchpoints }) => `${id}(${touchpoints.map((one) => one.id).join(" ")})`)
    .join(" ");
}

function made(): Draft {
  let draft: Draft = { name: { en: "Visit" }, stages: [] };
  for (const name of ["Arrive", "Eat"]) draft = addStage(draft, name, "en");
  for (const stage of ["stage_1", "stage_2", "stage_2"]) draft = addTouchpoint(draft, stage, "New", "en");
  return draft;
}

test("what is added has an id of its own", () => {
  assert.equal(order(made()), "stage_1(touchpoint_1) stage_2(touchpoint_2 touchpoint_3)");
  const again = addTouchpoint(removeTouchpoint(made(), "touchpoint_2"), "stage_1", "New", "en");
  assert.equal(order(again), "stage_1(touchpoint_1 touchpoint_2) stage_2(touchpoint_3)");
});

test("touchpoints move one place, and from stage to stage", () => {
  const up = moveTouchpoint(made(), "touchpoint_2", "up");
  assert.equal(order(up), "stage_1(touchpoint_1 touchpoint_2) stage_2(touchpoint_3)");
  assert.equal(order(moveTouchpoint(up, "touchpoint_2", "down")), order(made()));
  assert.equal(order(moveTouchpoint(made(), "touchpoint_1", "up")), order(made()));
  assert.equal(order(moveTouchpoint(made(), "touchpoint_3", "down")), order(made()));
  const dropped = placeTouchpoint(made(), "touchpoint_1", "stage_2", 1);
  assert.equal(order(dropped), "stage_1() stage_2(touchpoint_2 touchpoint_1 touchpoint_3)");
  assert.equal(order(placeTouchpoint(made(), "touchpoint_1", "nowhere", 0)), order(made()));
});

test("stages move and go with what is in them", () => {
  assert.equal(
    order(moveStage(made(), "stage_2", "up")),
    "stage_2(touchpoint_2 touchpoint_3) stage_1(touchpoint_1)",
  );
  assert.equal(order(moveStage(made(), "stage_2", "down")), order(made()));
  assert.equal(order(removeStage(made(), "stage_1")), "stage_2(touchpoint_2 touchpoint_3)");
});

test("a change is of one touchpoint only, and the draft before it stays", () => {
  const before = made();
  const after = changeTouchpoint(before, "touchpoint_2", { moment_of_truth: true });
  assert.deepEqual(
    after.stages.flatMap(({ touchpoints }) => touchpoints.map((one) => one.moment_of_truth)),
    [false, true, false],
  );
  assert.equal(before.stages[1]?.touchpoints[0]?.moment_of_truth, false);
});
