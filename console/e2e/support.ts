// A browser before a running server: who is logged in, in which language and colours, on what device; and what no
// page may do, whatever the test: write to the console.

import assert from "node:assert/strict";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { ADMINISTRATOR, type Touchstone } from "../../tests/support/touchstone.ts";

export interface Look {
  locale: "zh-CN" | "en";
  colorScheme: "light" | "dark";
  device: "desktop" | "phone";
}

const DEVICES: Record<Look["device"], BrowserContextOptions> = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

/** Every look once for each value: four looks that hold all pairs of language, colours and device. */
export const LOOKS: Look[] = [
  { locale: "zh-CN", colorScheme: "light", device: "desktop" },
  { locale: "en", colorScheme: "dark", device: "desktop" },
  { locale: "en", colorScheme: "light", device: "phone" },
  { locale: "zh-CN", colorScheme: "dark", device: "phone" },
];

/** A page that remembers what went wrong on it. */
export interface Watched {
  page: Page;
  /** What was written to the console as a warning or error, or thrown. */
  complaints: string[];
}

export async function open(
  browser: Browser,
  server: Touchstone,
  look: Look,
  who: Pick<typeof ADMINISTRATOR, "email" | "password"> = ADMINISTRATOR,
): Promise<Watched> {
  const opened = await context(browser, server, look);
  const login = await opened.request.post("/v1/session", {
    data: { email: who.email, password: who.password },
  });
  assert.equal(login.status(), 201, await login.text());
  return watch(await opened.newPage());
}

/** A browser in which nobody is logged in. */
export function context(browser: Browser, server: Touchstone, look: Look): Promise<BrowserContext> {
  const { locale, colorScheme, device } = look;
  return browser.newContext({
    ...DEVICES[device],
    locale,
    colorScheme,
    baseURL: server.url,
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
}

export function watch(page: Page): Watched {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  return { page, complaints };
}

/** Nothing is on its way any more: streams stay open, so the network is never idle. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[role="status"][aria-label]'));
  await page.evaluate(() => document.fonts.ready);
}

/** Waits until the studio has kept what was written. */
export async function saved(page: Page): Promise<void> {
  await page.getByRole("status").getByText("Saved", { exact: true }).waitFor();
}
