import assert from "node:assert/strict";
import { test } from "node:test";
import { before, count, daysOf, periodOf, today } from "./days.ts";

test("a day begins where the brand is", () => {
  const now = Date.parse("2026-03-01T16:30:00Z");
  assert.equal(today("Asia/Shanghai", now), "2026-03-02");
  assert.equal(today("UTC", now), "2026-03-01");
});

test("an address says which days are meant, or is not heeded", () => {
  assert.deepEqual(periodOf({ period: "90d" }), { period: "90d" });
  assert.deepEqual(periodOf({ period: "12d", from: "2026-02-30", to: "yesterday" }), {});
  assert.deepEqual(periodOf({ from: "2026-02-03", to: "2026-02-04" }), {
    from: "2026-02-03",
    to: "2026-02-04",
  });
  assert.deepEqual(daysOf({}, "2026-03-31"), { from: "2026-03-02", to: "2026-03-31" });
  assert.deepEqual(daysOf({ period: "7d" }, "2026-03-03"), { from: "2026-02-25", to: "2026-03-03" });
  assert.deepEqual(daysOf({ from: "2026-03-09", to: "2026-03-02" }, "2026-03-31"), {
    from: "2026-03-02",
    to: "2026-03-09",
  });
  assert.equal(count(daysOf({ from: "1999-01-01" }, "2026-03-31")), 732);
});

test("the period before is as long and ends the day before", () => {
  assert.deepEqual(before({ from: "2026-03-02", to: "2026-03-08" }), {
    from: "2026-02-23",
    to: "2026-03-01",
  });
  assert.deepEqual(before({ from: "2026-03-02", to: "2026-03-02" }), {
    from: "2026-03-01",
    to: "2026-03-01",
  });
});
