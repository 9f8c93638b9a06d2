import assert from "node:assert/strict";
import { test } from "node:test";
import { choice, cursor, flag, id, key, language, number, place, text, yesOrNo } from "./search.ts";

const STORE = "unt_01jd0m6x4pfk2v9w3q8r7t5y1z";

test("what an address says is taken only if it makes sense", () => {
  assert.deepEqual(text({ q: "王" }, "q"), { q: "王" });
  assert.deepEqual(text({ q: 13800000000 }, "q"), { q: "13800000000" });
  assert.deepEqual(text({ q: ["a"] }, "q"), {});
  assert.deepEqual(choice({ state: "open" }, "state", ["open", "closed"]), { state: "open" });
  assert.deepEqual(choice({ days: 7 }, "days", ["7", "30"]), { days: "7" });
  assert.deepEqual(choice({ state: "ajar" }, "state", ["open", "closed"]), {});
  assert.deepEqual(flag({ late: true }, "late"), { late: true });
  assert.deepEqual(flag({ late: "yes" }, "late"), {});
  assert.deepEqual(yesOrNo({ flagged: false }, "flagged"), { flagged: false });
  assert.deepEqual(yesOrNo({ flagged: "no" }, "flagged"), {});
  assert.deepEqual(id({ unit: STORE }, "unit", "unt"), { unit: STORE });
  assert.deepEqual(id({ unit: STORE }, "unit", "mbr"), {});
  assert.deepEqual(id({ unit: "west" }, "unit", "unt"), {});
  assert.deepEqual(key({ row: "next_1" }, "row"), { row: "next_1" });
  assert.deepEqual(key({ row: "a b" }, "row"), {});
  assert.deepEqual(number({ version: 3 }, "version"), { version: "3" });
  assert.deepEqual(number({ version: -1 }, "version"), {});
  assert.deepEqual(language({ language: "zh-CN" }, "language"), { language: "zh-CN" });
  assert.deepEqual(language({ language: "中文" }, "language"), {});
  assert.deepEqual(cursor({ cursor: "AZBKR2d3c4k" }), { cursor: "AZBKR2d3c4k" });
  assert.deepEqual(cursor({ cursor: "page 2" }), {});
  assert.deepEqual(place({ next: "/cases?late=true" }, "next"), { next: "/cases?late=true" });
  for (const elsewhere of ["//evil.example", "/\\evil.example", "https://evil.example"]) {
    assert.deepEqual(place({ next: elsewhere }, "next"), {});
  }
});
