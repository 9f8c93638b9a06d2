import assert from "node:assert/strict";
import { test } from "node:test";
import { hours, relative } from "./time.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");

test("times are said as people say them", () => {
  assert.equal(relative("2026-03-02T11:59:30Z", NOW, "en"), "now");
  assert.equal(relative("2026-03-02T11:57:00Z", NOW, "en"), "3 minutes ago");
  assert.equal(relative("2026-03-01T11:00:00Z", NOW, "zh-CN"), "昨天");
  assert.equal(relative("2026-03-05T12:00:00Z", NOW, "zh-CN"), "3天后");
});

test("a clock counts hours, also more than a day's", () => {
  assert.equal(hours(71 * 3_600_000 + 5 * 60_000), "71:05");
  assert.equal(hours(-1), "0:00");
});
