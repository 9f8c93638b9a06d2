import assert from "node:assert/strict";
import { test } from "node:test";
import { length } from "./length.ts";

test("lengths are said in words", () => {
  assert.equal(length("P7D", "en"), "7 days");
  assert.equal(length("PT2H30M", "en"), "2 hours 30 minutes");
  assert.equal(length("PT72H", "zh-CN"), "72小时");
  assert.equal(length("P1M", "en"), "P1M");
});
