// A database of the tests' PostgreSQL server, which `scripts/postgres.sh` keeps.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Database {
  url: string;
  /** Runs a statement in it. */
  say: (statement: string) => Promise<void>;
  drop: () => Promise<void>;
}

/** An empty database; `drop` removes it. */
export async function freshDatabase(): Promise<Database> {
  const script = new URL("../../scripts/postgres.sh", import.meta.url).pathname;
  const server = new URL((await run(script, ["start"])).stdout.trim());
  const name = `touchstone_${process.pid}_clients`;
  const say = async (statement: string, to: URL) => {
    await run("psql", ["--quiet", "--command", statement, to.href]);
  };
  await say(`CREATE DATABASE ${name}`, server);
  const database = new URL(`/${name}`, server);
  return {
    url: database.href,
    say: (statement) => say(statement, database),
    drop: () => say(`DROP DATABASE ${name} WITH (FORCE)`, server),
  };
}
