// A database of the tests' PostgreSQL server, which `scripts/postgres.sh` keeps.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** An empty database; `drop` removes it. */
export async function freshDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const script = new URL("../../scripts/postgres.sh", import.meta.url).pathname;
  const server = new URL((await run(script, ["start"])).stdout.trim());
  const name = `touchstone_${process.pid}_clients`;
  const say = (statement: string) => run("psql", ["--quiet", "--command", statement, server.href]);
  await say(`CREATE DATABASE ${name}`);
  const database = new URL(`/${name}`, server);
  return {
    url: database.href,
    drop: async () => void (await say(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
}
