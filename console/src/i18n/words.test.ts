import assert from "node:assert/strict";
import { test } from "node:test";
import english from "./en/index.ts";
import { preferred } from "./index.ts";
import chinese from "./zh-CN/index.ts";

test("both languages have the same keys and the same places to fill in", () => {
  assert.deepEqual(places(chinese), places(english));
});

test("no word is empty or left in the other language", () => {
  for (const [key, word] of leaves(chinese)) assert.match(word, /\S/, key);
  for (const [key, word] of leaves(english)) {
    assert.match(word, /\S/, key);
    if (key !== "shell.language.zh-CN") assert.doesNotMatch(word, /\p{Script=Han}/u, key);
  }
});

test("the language is the one chosen, then the browser's, then Chinese", () => {
  assert.equal(preferred("en", ["zh-CN"]), "en");
  assert.equal(preferred(null, ["fr-FR", "en-GB", "zh-CN"]), "en");
  assert.equal(preferred(null, ["zh-TW", "en"]), "zh-CN");
  assert.equal(preferred(null, []), "zh-CN");
});

/** Every key with what is filled into it; the forms of a plural count as one key. */
function places(words: object): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [key, word] of leaves(words)) {
    const filled = [...word.matchAll(/\{\{\s*([\w.]+)/g)].map(([, name]) => name ?? "");
    found[key.replace(/_(one|other)$/, "")] = [...new Set(filled)].sort();
  }
  return found;
}

function leaves(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([name, value]) => {
    const key = path ? `${path}.${name}` : name;
    return typeof value === "string" ? [[key, value] as [string, string]] : leaves(value as object, key);
  });
}
