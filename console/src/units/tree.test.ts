import assert from "node:assert/strict";
import { test } from "node:test";
import { moveOf, rowsOf, type Unit } from "./tree.ts";

function unit(id: string, kind: Unit["kind"], parent: string | null): Unit {
  return { id, kind, parent, code: id, name: id, level: 1, owner: null, time_zone: null, archived: false };
}

const HQ = unit("hq", "head_office", null);
const EAST = unit("east", "region", "hq");
const GROUP = unit("group", "chat_group", "east");

test("only what is open has rows", () => {
  assert.deepEqual(
    rowsOf([HQ], new Map([["hq", [EAST]]])).map(({ unit, depth, isOpen }) => [unit.id, depth, isOpen]),
    [
      ["hq", 1, true],
      ["east", 2, false],
    ],
  );
  assert.equal(rowsOf([GROUP], new Map())[0]?.isOpen, undefined);
  assert.equal(rowsOf([EAST], new Map([["east", []]]))[0]?.isOpen, undefined);
});

test("arrows walk, open and fold", () => {
  const rows = rowsOf([HQ], new Map([["hq", [EAST]]]));
  assert.deepEqual(moveOf("ArrowDown", rows, 0), { to: 1 });
  assert.deepEqual(moveOf("ArrowRight", rows, 1), { open: "east" });
  assert.deepEqual(moveOf("ArrowLeft", rows, 1), { to: 0 });
  assert.deepEqual(moveOf("ArrowLeft", rows, 0), { fold: "hq" });
  assert.equal(moveOf("x", rows, 0), undefined);
});
