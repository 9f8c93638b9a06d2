import assert from "node:assert/strict";
import { test } from "node:test";
import { theme } from "antd";
import { antdTheme } from "./antd.ts";
import { DARK, LIGHT, type Palette } from "./tokens.ts";

const SURFACES = ["ground", "surface", "raised", "chosen"] as const;

/** What Ant Design writes text and icons with that can be pressed: at rest, under the pointer, pressed. */
const PRESSED = [
  "colorPrimary",
  "colorPrimaryHover",
  "colorPrimaryActive",
  "colorPrimaryText",
  "colorPrimaryTextHover",
  "colorPrimaryTextActive",
  "colorLink",
  "colorLinkHover",
  "colorLinkActive",
  "colorError",
  "colorErrorHover",
  "colorErrorActive",
  "colorErrorText",
  "colorErrorTextHover",
  "colorErrorTextActive",
] as const;

for (const [name, palette] of Object.entries({ LIGHT, DARK })) {
  test(`${name}: text is readable on every surface, and edges are visible`, () => {
    const inks = ["text", "soft", "accent", "scoreGood", "scoreMid", "scoreBad", "danger"] as const;
    for (const surface of SURFACES) {
      for (const ink of inks) atLeast(4.5, palette, ink, surface);
    }
    atLeast(3, palette, "edge", "surface");
    atLeast(4.5, palette, "onAccent", "accent");
    atLeast(4.5, palette, "scoreGood", "scoreGoodWash");
    atLeast(4.5, palette, "scoreMid", "scoreMidWash");
    atLeast(4.5, palette, "scoreBad", "scoreBadWash");
  });
}

for (const [name, palette] of Object.entries({ LIGHT, DARK })) {
  test(`${name}: links and buttons are as readable under the pointer and pressed`, () => {
    const token = theme.getDesignToken(antdTheme(palette, palette === DARK));
    assert.equal(token.colorLink, palette.accent, "our own colour, not one made from it");
    for (const ink of PRESSED) {
      for (const surface of SURFACES) readable(4.5, [ink, token[ink]], [surface, palette[surface]]);
      readable(4.5, ["colorTextLightSolid", token.colorTextLightSolid], [ink, token[ink]]);
    }
  });
}

function atLeast(ratio: number, palette: Palette, ink: keyof Palette, paper: keyof Palette): void {
  readable(ratio, [ink, palette[ink]], [paper, palette[paper]]);
}

type Named = [name: string, colour: string];

function readable(ratio: number, ink: Named, paper: Named): void {
  const [light = 0, dark = 0] = [luminance(ink[1]), luminance(paper[1])].sort((a, b) => b - a);
  const found = (light + 0.05) / (dark + 0.05);
  assert.ok(found >= ratio, `${ink[0]} on ${paper[0]}: ${found.toFixed(2)}, needed ${ratio}`);
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
