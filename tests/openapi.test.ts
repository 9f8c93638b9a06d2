// The API does what its own document says: Schemathesis calls every operation with valid and invalid data.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { venv } from "./support/programs.ts";
import { Touchstone } from "./support/touchstone.ts";

let server: Touchstone;
before(async () => {
  server = await Touchstone.start();
});
after(() => server.stop());

test("Schemathesis finds no failure in any operation", { timeout: 900_000 }, async (context) => {
  const configuration = new URL("schemathesis.toml", import.meta.url).pathname;
  const run = spawn(venv("st"), ["--config-file", configuration, "run", `${server.url}/openapi.json`], {
    env: {
      ...process.env,
      TOUCHSTONE_TOKEN: server.token,
      TOUCHSTONE_SOURCE_KEY: await server.source("examined"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let report = "";
  for (const stream of [run.stdout, run.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      report += text;
    });
  }
  const [code] = await once(run, "exit");
  context.diagnostic(report.slice(report.lastIndexOf("Test cases:")));
  assert.equal(code, 0, `${report}\n${server.log}`);
});
