// Generated SurveyJS surveys, filled in by survey-core and, imported, by our own evaluator: what is asked, required,
// offered, wrong, said and worked out has to be equal. What the import reports as left out is not compared, and has
// to stay rare. docs/survey-import.md lists the differences that are meant.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { type Filled, fill } from "./surveyjs/fill.ts";
import { caseOf } from "./surveyjs/generate.ts";
import { seeded } from "./surveyjs/random.ts";

const CASES = Number(process.env.SURVEYJS_CASES ?? 2_300);
const SEED = Number(process.env.SURVEYJS_SEED ?? 20_261_122);
/**
 * How many cases have to be compared, 2,000 of the 2,300: in the others the import may leave something out, since
 * conditions at random often contradict themselves.
 */
const COMPARED_MIN = Math.round(CASES * (2_000 / 2_300));
/** Why something may be left out: its condition can never hold, or not before what it reads is asked. */
const LEFT_OUT = ["never", "never_holds", "later"];
/** The most differences that are written out. */
const TOLD_MAX = 3;
interface Ours extends Filled {
  left_out: { source: string; code: string; why: string }[];
  refused: string[];
}

test(`${CASES} surveys are filled in alike`, { timeout: 1_800_000 }, (context) => {
  const program = process.env.TOUCHSTONE_FILL_IN;
  assert.ok(program, "TOUCHSTONE_FILL_IN names the example fill_in");
  const cases = Array.from({ length: CASES }, (_, at) => caseOf(seeded(SEED + at)));
  const input = `${cases.map((one) => JSON.stringify(one)).join("\n")}\n`;
  const run = spawnSync(program, { input, encoding: "utf8", maxBuffer: 1 << 30 });
  assert.equal(run.status, 0, run.stderr);
  const lines = run.stdout.trimEnd().split("\n");
  assert.equal(lines.length, CASES);
  const left = new Set<string>();
  const told: string[] = [];
  let [alikeInAll, inPart, different] = [0, 0, 0];
  for (const [at, one] of cases.entries()) {
    const ours = JSON.parse(lines[at] ?? "") as Ours;
    // An option that is never offered and a trigger that never acts mean the same when left out.
    const lost = ours.left_out.filter(
      ({ code, source }) =>
        code !== "never_offered" && !(code === "never_holds" && source.startsWith("triggers")),
    );
    if (lost.length > 0) {
      inPart += 1;
      for (const { code, why } of lost) if (!LEFT_OUT.includes(code)) left.add(why);
      continue;
    }
    const differences = compared(ours, fill(one));
    if (differences.length === 0) {
      alikeInAll += 1;
      continue;
    }
    different += 1;
    if (told.length < TOLD_MAX)
      told.push([`seed ${SEED + at}`, ...differences, JSON.stringify(one), ...ours.refused].join("\n"));
  }
  assert.equal(different, 0, `${different} of ${CASES} differ\n\n${told.join("\n\n")}`);
  assert.deepEqual([...left], [], "every condition that can hold is imported");
  const counts = `${alikeInAll} equal, ${inPart} imported in part`;
  assert.ok(alikeInAll >= COMPARED_MIN, `fewer than ${COMPARED_MIN} of ${CASES} were compared: ${counts}`);
  context.diagnostic(counts);
});

/** What differs, a line for each. */
function compared(ours: Ours, theirs: Filled): string[] {
  const differences: string[] = [];
  const compare = (what: string, one: unknown, other: unknown) => {
    if (!alike(one, other))
      differences.push(`${what}: ${JSON.stringify(one)}, there ${JSON.stringify(other)}`);
  };
  // Headings of panels are statements here.
  const named = ours.asked.filter((name) => theirs.asked.includes(name) || !name.endsWith("_text"));
  compare("asked", named, theirs.asked);
  if (differences.length > 0) return differences;
  const isOne = (name: string) => name in theirs.titles;
  for (const list of ["required", "wrong"] as const) compare(list, ours[list].filter(isOne), theirs[list]);
  for (const kind of ["values", "options", "rows", "titles", "computed"] as const)
    for (const name of new Set([...Object.keys(ours[kind]), ...Object.keys(theirs[kind])]))
      if (kind === "values" || kind === "computed" || isOne(name))
        compare(`${kind}.${name}`, ours[kind][name] ?? null, theirs[kind][name] ?? null);
  compare("ending", ours.ending, theirs.ending);
  return differences;
}

/**
 * Equal: numbers up to the last digits, since survey-core rounds sums to the digits of their parts; one option as a list of
 * one; blanks in values as underscores; and yes and no by whatever values the question has for them.
 */
function alike(ours: unknown, theirs: unknown): boolean {
  if (Array.isArray(ours) && ours.length === 1 && !Array.isArray(theirs)) return alike(ours[0], theirs);
  if (Array.isArray(ours) && Array.isArray(theirs))
    return ours.length === theirs.length && ours.every((one, at) => alike(one, theirs[at]));
  if (typeof ours === "number" && typeof theirs === "number")
    return Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs));
  if (typeof ours === "boolean" && typeof theirs === "string") return ours === (theirs === "Y");
  if (ours === null || theirs === null || typeof ours !== "object" || typeof theirs !== "object")
    return (
      ours === theirs ||
      (ours !== null && theirs !== null && String(ours) === String(theirs).replaceAll(" ", "_"))
    );
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...names].every((name) => alike(field(ours, name), field(theirs, name)));
}

function field(value: object, name: string): unknown {
  return (value as Record<string, unknown>)[name] ?? null;
}
