import assert from "node:assert/strict";
import { test } from "node:test";
import { readAnswer, wordsIn } from "./answers.ts";

test("answers are read as what they are", () => {
  assert.deepEqual(readAnswer(9), { kind: "number", number: 9 });
  assert.deepEqual(readAnswer({ options: ["spicy"] }), { kind: "options", options: ["spicy"] });
  assert.deepEqual(readAnswer({ items: { D01: 4 } }), { kind: "items", items: [["D01", 4]] });
  assert.deepEqual(readAnswer(null), { kind: "none" });
});

test("words are those of texts and of own options", () => {
  const answers = { recommend: 3, comment: "汤是凉的", next: { options: ["other"], text: "火锅" } };
  assert.equal(wordsIn(answers), "汤是凉的 · 火锅");
});
