import assert from "node:assert/strict";
import { test } from "node:test";
import { reasonOf } from "./reason.ts";

test("a reason is a score and the customer's words", () => {
  assert.deepEqual(reasonOf("NPS 3: 汤是凉的"), {
    score: { label: "NPS 3", tone: "bad" },
    words: "汤是凉的",
  });
  assert.deepEqual(reasonOf("NPS 5 演示大连012店"), { score: { label: "NPS 5", tone: "bad" }, words: "" });
  assert.equal(reasonOf("NPS 1 Store 12: cold: very").words, "cold: very");
  assert.deepEqual(reasonOf("A call"), { words: "A call" });
});
