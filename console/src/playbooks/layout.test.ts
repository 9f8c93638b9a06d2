import assert from "node:assert/strict";
import { test } from "node:test";
import { END, type Step, ways } from "./document.ts";
import { layout, START } from "./layout.ts";

const STEPS: Step[] = [
  { id: "stated", do: "split", branches: [{ when: "has(answer)", to: "need" }], otherwise: "offer" },
  { id: "need", do: "untag", name: "new" },
  { id: "offer", do: "offer", template: "tpl_1" },
];

test("a split leads to its branches and to all the others", () => {
  assert.deepEqual(
    ways(STEPS, 0).map(({ to, why }) => [to, why.kind]),
    [
      ["need", "when"],
      ["offer", "otherwise"],
    ],
  );
  assert.deepEqual(ways(STEPS, 2), [{ to: END, why: { kind: "next" } }]);
});

test("a step stands below all that lead to it", () => {
  const { places, rows } = layout(STEPS);
  const row = Object.fromEntries(places.map((place) => [place.id, place.row]));
  assert.deepEqual(row, { [START]: 0, stated: 1, need: 2, offer: 3, [END]: 4 });
  assert.equal(rows, 5);
});

test("steps side by side are centred", () => {
  const steps: Step[] = [
    { id: "by", do: "split", branches: [{ share: 0.5, to: "a" }], otherwise: "b" },
    { id: "a", do: "end" },
    { id: "b", do: "end" },
  ];
  const columns = layout(steps).places.filter(({ row }) => row === 2);
  assert.deepEqual(
    columns.map(({ id, column }) => [id, column]),
    [
      ["a", -0.5],
      ["b", 0.5],
    ],
  );
});
