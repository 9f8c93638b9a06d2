import assert from "node:assert/strict";
import { test } from "node:test";
import { feeling, metricTone, sayDifference, sayInterval, sayScore } from "./metric.ts";

test("scores are written as their scales want", () => {
  assert.equal(sayScore("nps", 41.4, "en"), "41");
  assert.equal(sayScore("nps", -0.3, "en"), "0");
  assert.equal(sayScore("csat", 77.6, "en"), "78%");
  assert.equal(sayScore("ces", 5.44, "zh-CN"), "5.4");
  assert.equal(sayInterval("ces", { low: 5.01, high: 5.96 }, "en"), "[5.0, 6.0]");
  assert.equal(sayInterval("nps", { low: null, high: null }, "en"), "");
  assert.equal(sayDifference("nps", 3.2, "en"), "+3");
  assert.equal(sayDifference("ces", -0.36, "en"), "-0.4");
});

test("a score is good or bad only when its whole interval is", () => {
  assert.equal(metricTone("csat", { low: 76, high: 81 }), "good");
  assert.equal(metricTone("csat", { low: 74, high: 81 }), "mid");
  assert.equal(metricTone("csat", { low: 31, high: 49 }), "bad");
  assert.equal(metricTone("ces", { low: null, high: null }), "mid");
});

test("feelings share one scale", () => {
  assert.deepEqual([feeling("nps", 20), feeling("csat", 50), feeling("ces", 7)], [20, 0, 100]);
});
