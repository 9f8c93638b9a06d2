import assert from "node:assert/strict";
import { test } from "node:test";
import { readAnswer, wordsIn } from "./answers.ts";

test("answers are read as what they are", () => {
  assert.deepEqual(readAnswer(9), { kind: "number", number: 9 });
  assert.deepEqual(readAnswer({ options: ["spicy"] }), { kind: "options", options: ["spicy"] });
  assert.deepEqual(readAnswer({ items: { D01: 4 } }), { kind: "items", items: [["D01", 4]] });
  assert.deepEqual(readAnswer(false), { kind: "flag", yes: false });
  assert.deepEqual(readAnswer({ ranked: ["b", "a"] }), { kind: "ranked", ranked: ["b", "a"] });
  const rows = { soup: ["hot"], wait: 3 };
  assert.deepEqual(readAnswer({ rows }), { kind: "rows", rows });
  assert.deepEqual(readAnswer({ contact: { city: "杭州" } }), {
    kind: "contact",
    contact: [["city", "杭州"]],
  });
  const files = [{ id: "fil_1", name: "dish.jpg", size: 2048 }];
  assert.deepEqual(readAnswer({ files }), { kind: "files", files });
  assert.deepEqual(readAnswer(null), { kind: "none" });
});

test("words are those of texts and of own options", () => {
  const answers = { recommend: 3, comment: "汤是凉的", next: { options: ["other"], text: "火锅" } };
  assert.equal(wordsIn(answers), "汤是凉的 · 火锅");
});

test("days, times and addresses are no words", () => {
  const typed = { day: "2026-11-22", hour: "18:30", phone: "+8613812342207", mail: "w@example.com" };
  assert.equal(wordsIn({ ...typed, comment: "On 2026-11-22 at 18:30" }), "On 2026-11-22 at 18:30");
});
