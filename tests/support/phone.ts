// Respondents on a phone: whose device, language and scripts differ, and who share nothing but links.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** An empty page on a phone of its own. */
export async function phone(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ ...PHONE, ...options });
  return context.newPage();
}

/** Presses the label that a thumb would press; the input itself is drawn over. */
export async function press(page: Page, title: string, answer: string | RegExp): Promise<void> {
  const question = page.getByRole("group", { name: title });
  await question.locator("label").filter({ hasText: answer }).first().click();
}
