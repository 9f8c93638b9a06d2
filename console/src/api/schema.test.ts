import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

test("the types are those of docs/openapi.json; `npm run api -w console` writes them", async () => {
  const ast = await openapiTS(new URL("../../../docs/openapi.json", import.meta.url));
  const kept = await readFile(new URL("schema.ts", import.meta.url), "utf8");
  assert.equal(kept, `${COMMENT_HEADER}${astToString(ast)}`);
});
