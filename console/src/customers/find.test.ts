import assert from "node:assert/strict";
import { test } from "node:test";
import { identitiesOf } from "./find.ts";

test("a text is looked up as whatever it may be", () => {
  assert.deepEqual(identitiesOf("138 0000 0000"), [
    "phone:138 0000 0000",
    "member:138 0000 0000",
    "user:138 0000 0000",
  ]);
  assert.deepEqual(identitiesOf("a@b.example"), ["email:a@b.example"]);
  assert.deepEqual(identitiesOf("openid:oXy"), ["openid:oXy"]);
  assert.deepEqual(identitiesOf("M-2041"), ["member:M-2041", "user:M-2041"]);
});
