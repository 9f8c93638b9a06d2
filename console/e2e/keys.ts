// A page used by its keyboard alone: no key is pressed before what it is meant for has the focus.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** Dialogs come and go with a short movement. */
const FOCUS_WITHIN_MS = 10_000;

/** What has the focus, as it is called; runs in the page. */
function nameOfFocused(): string {
  const element = document.activeElement;
  const label =
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
      ? element.labels?.[0]
      : null;
  return (element?.getAttribute("aria-label") ?? label?.textContent ?? element?.textContent ?? "").trim();
}

/** What has the focus, as it is called. */
export const focused = (page: Page): Promise<string> => page.evaluate(nameOfFocused);

/** Waits until something of this name has the focus. */
export async function hasFocus(page: Page, name: string): Promise<void> {
  const deadline = Date.now() + FOCUS_WITHIN_MS;
  let at = await focused(page);
  while (at !== name) {
    assert.ok(Date.now() < deadline, `${name} has not the focus, but ${at}`);
    await page.waitForTimeout(20);
    at = await focused(page);
  }
}

/** Walks with the Tab key until something of this name has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (const key of ["Tab", "Shift+Tab"]) {
    for (let step = 0; step < 120; step += 1) {
      const at = await focused(page);
      if (at === name || at.startsWith(`${name}none`)) return;
      await page.keyboard.press(key);
    }
  }
  assert.fail(`the keyboard does not come to ${name}`);
}

/** Walks to a button or link, and presses it. */
export async function pressOn(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press("Enter");
}

/** Waits until a dialog is there and has the keyboard. */
export async function inDialog(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const here = document.activeElement;
    // What stands at the side holds it with the frame around it.
    return (
      here !== document.body && (here?.closest('[role="dialog"]') ?? here?.querySelector('[role="dialog"]'))
    );
  });
}
