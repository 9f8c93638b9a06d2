import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "./curve.ts";
import { unitOf } from "./hours.ts";

const step = (time: number, open: number) => ({ time, open, low: open - 0.1, high: open + 0.1 });

test("a share falls at its time and stays until the next one", () => {
  const { line } = draw([step(10, 0.5), step(20, 0.25)], 210, 100);
  assert.equal(line, "M0 0L100 0L100 50L200 50L200 75L210 75");
});

test("the interval goes along above and back below", () => {
  const { band } = draw([step(10, 0.5)], 105, 100);
  assert.equal(band, "M0 0L100 0L100 40L105 40L105 60L100 60L100 0L0 0Z");
});

test("times are written where a clock is read easily", () => {
  assert.deepEqual(
    draw([step(60, 0.1)], 100, 100).ticks.map(({ hours }) => hours),
    [0, 12, 24, 36, 48, 60],
  );
  assert.deepEqual(draw([], 100, 100).line, "M0 0L100 0");
});

test("hours are said in the unit that fits", () => {
  assert.deepEqual(unitOf(0.25), ["minutes", 15]);
  assert.deepEqual(unitOf(5.5), ["hours", 5.5]);
  assert.deepEqual(unitOf(72), ["days", 3]);
});
