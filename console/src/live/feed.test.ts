import assert from "node:assert/strict";
import { test } from "node:test";
import { came, EMPTY, type Feed, INTERVALS, type LiveEvent, percentile, recent } from "./feed.ts";

const NOW = Date.parse("2026-03-02T12:00:09Z");

function event(more: Partial<LiveEvent>): LiveEvent {
  const at = "2026-03-02T12:00:03Z";
  const none = { unit: null, customer: null, score: null, text: null, case: null, took_us: null };
  return { at, name: "Survey Answered", message_id: "m", effects: [], more: 0, ...none, ...more };
}

test("a row that comes again is there once", () => {
  const once = came(EMPTY, "1-1", event({ score: 0.1, effects: ["send", "open_case"], took_us: 900 }));
  assert.equal(came(once, "1-1", event({})), once);
  const [interval] = once.intervals;
  assert.deepEqual([interval?.answers, interval?.bad, interval?.actions], [1, 1, 2]);
  assert.deepEqual(once.latencies, [900]);
});

test("intervals stand side by side, also the empty ones", () => {
  let feed: Feed = EMPTY;
  feed = came(feed, "1-1", event({ score: 0.9 }));
  feed = came(feed, "1-2", event({ score: 0.9, at: "2026-03-02T11:59:59Z" }));
  const shown = recent(feed.intervals, NOW);
  assert.equal(shown.length, INTERVALS);
  assert.deepEqual(
    shown.slice(-3).map(({ answers }) => answers),
    [0, 1, 1],
  );
});

test("percentiles are those of the nearest rank", () => {
  const values = Array.from({ length: 100 }, (_, at) => at + 1);
  assert.deepEqual([percentile(values, 0.5), percentile(values, 0.99)], [50, 99]);
  assert.equal(percentile([], 0.5), null);
});
