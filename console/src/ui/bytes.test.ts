import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes } from "./bytes.ts";

test("sizes are said in the unit that people would take", () => {
  assert.equal(bytes(0, "en"), "0 byte");
  assert.equal(bytes(1023, "en"), "1,023 byte");
  assert.equal(bytes(1024, "en"), "1 kB");
  assert.equal(bytes(1.5 * 1024 ** 2, "en"), "1.5 MB");
  assert.equal(bytes(51200 * 1024 ** 2, "zh-CN"), "50 GB");
  assert.equal(bytes(2 ** 60, "en"), "1,048,576 TB");
});
