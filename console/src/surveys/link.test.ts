import assert from "node:assert/strict";
import { test } from "node:test";
import type { Schemas } from "../api/client.ts";
import { aboutOf, paramsOf } from "./link.ts";

const NAMES = {
  channel: (key: string) => (key === "dine_in" ? "Dine-in" : key),
  language: (tag: string) => (tag === "zh-CN" ? "Chinese (China)" : tag),
};

test("what a link is about is read in words, never as keys", () => {
  const params = {
    case: "cas_1",
    channel: "dine_in",
    hidden: { campaign: "spring" },
    language: "zh-CN",
    staff: "6",
    test: true,
  };
  assert.deepEqual(aboutOf(params as unknown as Schemas["LinkParams"], NAMES), [
    ["channel", "Dine-in"],
    ["staff", "6"],
    ["language", "Chinese (China)"],
    ["hidden.campaign", "campaign: spring"],
  ]);
});

test("what was left empty is not given along", () => {
  const hidden = { campaign: "spring", table: "" };
  assert.deepEqual(paramsOf({ channel: "", staff: "6", language: "en", test: false, hidden }), {
    staff: "6",
    language: "en",
    hidden: { campaign: "spring" },
  });
  assert.deepEqual(paramsOf({ hidden: { table: "" } }), {});
});
