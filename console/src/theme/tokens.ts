// Colours of both themes. They become CSS variables (`--surface`, `--score-good`, …) and Ant Design's tokens,
// so that nothing on screen has a colour of its own. Text has at least 4.5:1 on every surface, lines of
// controls 3:1; docs/design.md says what each is for.

export interface Palette {
  /** Behind everything. */
  ground: string;
  /** Cards, tables, the rail. */
  surface: string;
  /** What the pointer is over, headers of tables. */
  raised: string;
  /** What is chosen. */
  chosen: string;
  line: string;
  /** Edges of controls. */
  edge: string;
  text: string;
  soft: string;
  accent: string;
  /** The same under the pointer, and pressed. */
  accentHover: string;
  accentActive: string;
  onAccent: string;
  /** Scores: good, neither, bad; `Wash` behind text. */
  scoreGood: string;
  scoreGoodWash: string;
  scoreMid: string;
  scoreMidWash: string;
  scoreBad: string;
  scoreBadWash: string;
  /** Something failed or destroys. Never a score. */
  danger: string;
  /** The same under the pointer, and pressed. */
  dangerHover: string;
  dangerActive: string;
}

export const LIGHT: Palette = {
  ground: "#f5f6f8",
  surface: "#ffffff",
  raised: "#f2f4f7",
  chosen: "#e9ecfb",
  line: "#e2e5ea",
  edge: "#868f9e",
  text: "#171c26",
  soft: "#556070",
  accent: "#3f4ec4",
  accentHover: "#313fae",
  accentActive: "#27338f",
  onAccent: "#ffffff",
  scoreGood: "#0b7268",
  scoreGoodWash: "#dff3ef",
  scoreMid: "#5b6472",
  scoreMidWash: "#eceef2",
  scoreBad: "#b04a00",
  scoreBadWash: "#fdebdc",
  danger: "#b3261e",
  dangerHover: "#9a1c15",
  dangerActive: "#7d130e",
};

export const DARK: Palette = {
  ground: "#0f1216",
  surface: "#171b21",
  raised: "#1e232b",
  chosen: "#262c4a",
  line: "#2a313b",
  edge: "#717c8c",
  text: "#e7eaf0",
  soft: "#a3adbb",
  accent: "#98a4ff",
  accentHover: "#b3bcff",
  accentActive: "#cbd1ff",
  onAccent: "#10142e",
  scoreGood: "#5fd3c4",
  scoreGoodWash: "#12332f",
  scoreMid: "#aab3c0",
  scoreMidWash: "#272d36",
  scoreBad: "#f5a45d",
  scoreBadWash: "#3c2713",
  danger: "#ff8a80",
  dangerHover: "#ffa79f",
  dangerActive: "#ffc2bd",
};

export const FONT =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

/** `scoreGood` is `--score-good` in style sheets. */
export function cssVariables(palette: Palette): [string, string][] {
  return Object.entries(palette).map(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
}
