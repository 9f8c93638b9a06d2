import assert from "node:assert/strict";
import { test } from "node:test";
import { moveOf, type Node, rowsFound, rowsOf } from "./tree.ts";

function unit(id: string, kind: Node["kind"], parent: string | null, children: number): Node {
  const rest = { level: 1, owner: null, time_zone: null, archived: false, above: [] };
  return { id, kind, parent, code: id, name: id, children, ...rest };
}

const HQ = unit("hq", "head_office", null, 1);
const EAST = unit("east", "region", "hq", 3);
const EMPTY = unit("west", "region", "hq", 0);

test("only what is open has rows", () => {
  assert.deepEqual(
    rowsOf([HQ], new Map([["hq", [EAST]]])).map(({ unit, depth, isOpen }) => [unit.id, depth, isOpen]),
    [
      ["hq", 1, true],
      ["east", 2, false],
    ],
  );
  assert.equal(rowsOf([EMPTY], new Map())[0]?.isOpen, undefined, "there is nothing to open");
  assert.equal(rowsFound([HQ])[0]?.isOpen, undefined, "what was found opens nothing");
});

test("arrows walk, open and fold", () => {
  const rows = rowsOf([HQ], new Map([["hq", [EAST]]]));
  assert.deepEqual(moveOf("ArrowDown", rows, 0), { to: 1 });
  assert.deepEqual(moveOf("ArrowRight", rows, 1), { open: "east" });
  assert.deepEqual(moveOf("ArrowLeft", rows, 1), { to: 0 });
  assert.deepEqual(moveOf("ArrowLeft", rows, 0), { fold: "hq" });
  assert.equal(moveOf("x", rows, 0), undefined);
});
