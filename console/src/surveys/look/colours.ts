// The colours of a brand's public pages, as settings keep them.

import type { Schemas } from "../../api/client.ts";

/** Colours as `#rrggbb`; what is left out the page chooses. */
export interface Theme {
  background?: string;
  surface?: string;
  text?: string;
  on_accent?: string;
}

export interface Colours {
  accent: string;
  theme: Theme;
}

export type Shade = Schemas["PreviewShade"];

/** What a brand has before it chooses: the same as the server's. */
export const UNCHOSEN: Colours = { accent: "#0f766e", theme: {} };

export const PARTS = ["accent", "on_accent", "background", "surface", "text"] as const;
export type Part = (typeof PARTS)[number];

/** A part's own colour; none where it is left to the page. */
export const chosen = ({ accent, theme }: Colours, part: Part): string | undefined =>
  part === "accent" ? accent : theme[part];

/** The colours with another one in a part; `undefined` leaves it to the page. */
export function choose({ accent, theme }: Colours, part: Part, colour: string | undefined): Colours {
  if (part === "accent") return { accent: colour ?? UNCHOSEN.accent, theme };
  const { [part]: _, ...rest } = theme;
  return { accent, theme: colour ? { ...rest, [part]: colour } : rest };
}

/** What a part looks like, also where the page chooses. */
export function shown(colours: Colours, part: Part, shades: readonly Shade[]): string | undefined {
  const of = (name: string): Shade | undefined => shades.find((shade) => shade.of === name);
  const made: Record<Part, string | undefined> = {
    accent: colours.accent,
    on_accent: of("accent")?.front,
    background: of("background")?.back,
    surface: of("surface")?.back,
    text: of("surface")?.front,
  };
  return chosen(colours, part) ?? made[part];
}

export const isReadable = ({ ratio, needed }: Shade): boolean => ratio >= needed;

export const isSame = (one: Colours, other: Colours): boolean =>
  PARTS.every((part) => chosen(one, part) === chosen(other, part));
