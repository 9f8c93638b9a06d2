import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, chosen, isReadable, isSame, type Shade, shown, UNCHOSEN } from "./colours.ts";

const shade = (of: string, front: string, back: string, ratio = 5): Shade => ({
  of,
  front,
  back,
  ratio,
  needed: 4.5,
  is_dark: false,
});

test("a part is chosen, and left to the page again", () => {
  const warm = choose(UNCHOSEN, "background", "#fff8e1");
  assert.deepEqual(warm, { accent: "#0f766e", theme: { background: "#fff8e1" } });
  assert.equal(isSame(warm, UNCHOSEN), false);
  assert.equal(isSame(choose(warm, "background", undefined), UNCHOSEN), true);
  assert.equal(choose(choose(UNCHOSEN, "accent", "#ffd400"), "accent", undefined).accent, "#0f766e");
  assert.equal(chosen(warm, "text"), undefined);
});

test("what the page chooses is seen in its shades", () => {
  const shades = [
    shade("background", "#1b2127", "#f4f6f7"),
    shade("surface", "#1b2127", "#ffffff"),
    shade("accent", "#ffffff", "#0f766e"),
  ];
  const looks = (part: Parameters<typeof shown>[1]) => shown(UNCHOSEN, part, shades);
  assert.deepEqual(
    [looks("background"), looks("surface"), looks("text"), looks("on_accent"), looks("accent")],
    ["#f4f6f7", "#ffffff", "#1b2127", "#ffffff", "#0f766e"],
  );
  assert.equal(shown(choose(UNCHOSEN, "text", "#333333"), "text", shades), "#333333");
  assert.equal(shown(UNCHOSEN, "text", []), undefined);
});

test("what is less than needed is not readable, however it is rounded", () => {
  assert.equal(isReadable(shade("surface", "#000000", "#ffffff", 4.499)), false);
  assert.equal(isReadable(shade("surface", "#000000", "#ffffff", 4.5)), true);
});
