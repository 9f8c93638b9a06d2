import assert from "node:assert/strict";
import { test } from "node:test";
import { auditFilterOf, endOfDay, startOfDay } from "./auditFilter.ts";

test("an address says what the log is narrowed to, or is not heeded", () => {
  const filter = { thing: "unit", from: "2026-03-31", until: "2026-04-02" };
  assert.deepEqual(auditFilterOf(filter), filter);
  assert.deepEqual(auditFilterOf({ thing: "soup", from: "2026-13-31", until: 20260331 }), {});
});

test("a day lasts until the next one begins", () => {
  assert.equal(new Date(startOfDay("2026-03-31")).getHours(), 0);
  assert.equal(endOfDay("2026-03-31"), startOfDay("2026-04-01"));
  assert.equal(endOfDay("2026-12-31"), startOfDay("2027-01-01"));
});
