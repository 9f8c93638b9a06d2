// What no page may do to anyone: have a barrier that axe finds, or be wider than the screen.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Finds no barrier on the page as it is now, and nothing that sticks out of it. */
export async function accessible(page: Page, state: string): Promise<void> {
  // Run by the debugger, which the page's content security policy does not bind.
  await page.evaluate(await axe);
  const results = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  const violations = results.violations.map(({ id, help, nodes }) => ({
    id,
    help,
    places: nodes.map((node) => `${node.html} ${node.any.map(({ message }) => message).join(" ")}`),
  }));
  assert.deepEqual(violations, [], state);
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  assert.ok(overflow <= 0, `${state}: the page is ${overflow} px wider than the screen`);
}
