import assert from "node:assert/strict";
import { test } from "node:test";
import { choice, flag, text } from "./search.ts";

test("what an address says is taken only if it makes sense", () => {
  assert.deepEqual(text({ q: "王" }, "q"), { q: "王" });
  assert.deepEqual(text({ q: 13800000000 }, "q"), { q: "13800000000" });
  assert.deepEqual(text({ q: ["a"] }, "q"), {});
  assert.deepEqual(choice({ state: "open" }, "state", ["open", "closed"]), { state: "open" });
  assert.deepEqual(choice({ state: "ajar" }, "state", ["open", "closed"]), {});
  assert.deepEqual(flag({ late: true }, "late"), { late: true });
  assert.deepEqual(flag({ late: "yes" }, "late"), {});
});
