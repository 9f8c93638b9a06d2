import assert from "node:assert/strict";
import { test } from "node:test";
import { DARK, LIGHT, type Palette } from "./tokens.ts";

for (const [name, palette] of Object.entries({ LIGHT, DARK })) {
  test(`${name}: text is readable on every surface, and edges are visible`, () => {
    const surfaces: (keyof Palette)[] = ["ground", "surface", "raised", "chosen"];
    for (const surface of surfaces) {
      for (const ink of ["text", "soft", "accent", "scoreGood", "scoreMid", "scoreBad", "danger"] as const) {
        atLeast(4.5, palette, ink, surface);
      }
    }
    atLeast(3, palette, "edge", "surface");
    atLeast(4.5, palette, "onAccent", "accent");
    atLeast(4.5, palette, "scoreGood", "scoreGoodWash");
    atLeast(4.5, palette, "scoreMid", "scoreMidWash");
    atLeast(4.5, palette, "scoreBad", "scoreBadWash");
  });
}

function atLeast(ratio: number, palette: Palette, ink: keyof Palette, paper: keyof Palette): void {
  const [light, dark] = [luminance(palette[ink]), luminance(palette[paper])].sort((a, b) => b - a);
  const found = ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
  assert.ok(found >= ratio, `${ink} on ${paper}: ${found.toFixed(2)}, needed ${ratio}`);
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = parts;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
