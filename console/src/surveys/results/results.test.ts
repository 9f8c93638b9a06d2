import assert from "node:assert/strict";
import { test } from "node:test";
import { sayP, sayPercent, saySeconds, sayText } from "./say.ts";
import { csvOf } from "./table.ts";
import { canCross, isNarrowed, stepOf, viewOf, wantedOf } from "./view.ts";

const STORE = "unt_01jd0m6x4pfk2v9w3q8r7t5y1z";

test("an address says which responses count, and nothing else", () => {
  const view = viewOf({ unit: STORE, flagged: "out", version: 2, shoes: 1, language: "en", period: "7d" });
  assert.deepEqual(view, { unit: STORE, flagged: "out", version: "2", language: "en", period: "7d" });
  assert.deepEqual(viewOf({ flagged: "x", version: "-1" }), {});
  assert.deepEqual(wantedOf(view, "2026-03-08"), {
    from: "2026-03-02",
    to: "2026-03-08",
    unit: STORE,
    language: "en",
    version: 2,
    flagged: "out",
  });
  assert.ok(isNarrowed(view) && !isNarrowed({ period: "7d", row: "a" }));
  assert.equal(stepOf({ from: "2026-01-01", to: "2026-03-01" }), "week");
});

test("numbers are said as people read them", () => {
  assert.equal(saySeconds(48, "en"), "48 sec");
  assert.equal(saySeconds(185, "en"), "3 min 5 sec");
  assert.equal(sayPercent(3.14, "en"), "3.1%");
  assert.equal(sayPercent(31.4, "en"), "31%");
  assert.equal(sayP(0.00001, "en"), "p < 0.001");
  assert.equal(sayText({ "zh-CN": "辣", en: "hot" }, "zh"), "辣");
  assert.equal(sayText({}, "en"), "");
});

test("a file holds no formula and loses no comma", () => {
  assert.equal(csvOf([["=1+1", 'a "b", c', 3, null]]), `\u{feff}'=1+1,"a ""b"", c",3,\r\n`);
});

test("only few kinds of answers make a table", () => {
  assert.ok(canCross({ kind: "nps" }) && !canCross({ kind: "text" }) && !canCross({ kind: "matrix" }));
});
