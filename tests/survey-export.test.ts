// Responses as files, read by what their receivers use: the workbook by openpyxl. No cell is a formula.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { venv } from "./support/programs.ts";
import { publishSurvey, singleUseLink } from "./support/survey.ts";
import { Touchstone } from "./support/touchstone.ts";

let server: Touchstone;
let survey: string;

before(async () => {
  server = await Touchstone.start();
  survey = await publishSurvey(server);
  for (const [recommend, comment] of [
    [9, '=HYPERLINK("https://example.org","汤")'],
    [2, 'a, "b"\nc'],
  ]) {
    const link = await singleUseLink(server, survey);
    const answer = await fetch(link, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ answers: { recommend, reason: "near", comment } }),
    });
    assert.equal(answer.status, 200, await answer.text());
  }
});
after(() => server.stop());

async function file(format: string): Promise<Buffer> {
  const answer = await fetch(`${server.url}/v1/surveys/${survey}/export?format=${format}`, {
    headers: { authorization: `Bearer ${server.token}` },
  });
  assert.equal(answer.status, 200);
  return Buffer.from(await answer.arrayBuffer());
}

test("a workbook is read by openpyxl, and holds no formula", async () => {
  const folder = await mkdtemp(join(tmpdir(), "touchstone-export-"));
  const path = join(folder, "responses.xlsx");
  await writeFile(path, await file("xlsx"));
  const reader = new URL("support/read_workbook.py", import.meta.url).pathname;
  const read = spawnSync(venv("python"), [reader, path], { encoding: "utf8" });
  await rm(folder, { recursive: true });
  assert.equal(read.status, 0, read.stderr);
  const { rows, formulas } = JSON.parse(read.stdout) as { rows: unknown[][]; formulas: string[] };
  assert.deepEqual(formulas, []);
  const [heads = [], ...responses] = rows;
  const column = (name: string) => responses.map((row) => row[heads.indexOf(name)]);
  assert.deepEqual(column("recommend"), [2, 9]);
  assert.deepEqual(column("comment"), ['a, "b"\nc', '=HYPERLINK("https://example.org","汤")']);
});

test("CSV quotes what it has to, and no spreadsheet takes a cell for a formula", async () => {
  const text = (await file("csv")).toString("utf8");
  assert.ok(text.startsWith("\u{feff}response.id,"));
  assert.ok(text.includes('"a, ""b""\nc"'), text);
  assert.ok(text.includes(`"'=HYPERLINK(""https://example.org"",""汤"")"`), text);
});

test("each line is a response", async () => {
  const lines = (await file("jsonl")).toString("utf8").trimEnd().split("\n");
  const responses = lines.map(
    (line) => JSON.parse(line) as { survey: string; answers: { recommend: number } },
  );
  assert.deepEqual(
    responses.map(({ answers }) => answers.recommend),
    [2, 9],
  );
  assert.ok(responses.every((response) => response.survey === survey));
});
