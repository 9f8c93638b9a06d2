import assert from "node:assert/strict";
import { test } from "node:test";
import { netTone, npsTone, shareTone } from "./tone.ts";

test("tones follow the usual cuts", () => {
  assert.deepEqual([6, 7, 8, 9].map(npsTone), ["bad", "mid", "mid", "good"]);
  assert.deepEqual([0.49, 0.5, 0.75].map(shareTone), ["bad", "mid", "good"]);
});

test("a net score that may be noise is neither good nor bad", () => {
  assert.equal(netTone([-3, 9]), "mid");
  assert.equal(netTone([2, 9]), "good");
  assert.equal(netTone([-9, -2]), "bad");
});
