import assert from "node:assert/strict";
import { test } from "node:test";
import { snippets } from "./snippets.ts";

test("each snippet has the key and leads to this server", () => {
  for (const { id, text } of snippets("https://cx.example", "tsk_1")) {
    assert.ok(text.includes("tsk_1"), id);
    assert.ok(text.includes("https://cx.example"), id);
  }
});

test("the browser's library wants host and protocol apart", () => {
  const browser = snippets("http://cx.example:8080", "tsk_1").find(({ id }) => id === "browser");
  assert.match(browser?.text ?? "", /apiHost: "cx\.example:8080\/v1", protocol: "http"/);
});
