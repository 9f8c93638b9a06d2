// How heavy the console is and how fast its pages change, against a running server:
// `node --import tsx e2e/measure.ts http://127.0.0.1:8080 EMAIL PASSWORD`. Fails when it is over its limits.

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../tests/support/chromium.ts";

const FIRST_LOAD_KB_MAX = 350;
const CHANGE_MS_MAX = 200;
const ROUNDS = 7;

const [url = "", email = "", password = ""] = process.argv.slice(2);
const browser = await launchChromium();
try {
  const page = await loggedIn(browser);
  const firstLoad = await bytesOfFirstLoad(page);
  const rows: [string, string][] = [
    ["first load of the inbox, compressed", `${(firstLoad / 1000).toFixed(0)} kB`],
  ];
  const changes = await timesOfChanges(page);
  for (const [name, times] of changes)
    rows.push([`page change to ${name}, median of ${ROUNDS}`, `${median(times).toFixed(0)} ms`]);
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(48)}${value.padStart(10)}\n`);
  assert.ok(firstLoad <= FIRST_LOAD_KB_MAX * 1000, `the first load is over ${FIRST_LOAD_KB_MAX} kB`);
  for (const [name, times] of changes)
    assert.ok(median(times) <= CHANGE_MS_MAX, `${name} takes over ${CHANGE_MS_MAX} ms`);
} finally {
  await browser.close();
}

async function loggedIn(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, serviceWorkers: "block" });
  const login = await context.request.post("/v1/session", { data: { email, password } });
  assert.equal(login.status(), 201, await login.text());
  return context.newPage();
}

/** What comes over the wire for the console's page and files, headers aside. */
async function bytesOfFirstLoad(page: Page): Promise<number> {
  await page.goto("/inbox");
  await page.locator("main h1").waitFor();
  return page.evaluate(() => {
    const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const page = performance.getEntriesByType("navigation") as PerformanceResourceTiming[];
    const own = files.filter(({ name }) => new URL(name).pathname.startsWith("/console/"));
    return [...page, ...own].reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  });
}

/** From the click until the page has its rows, each page several times. */
async function timesOfChanges(page: Page): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  const visits: [name: string, link: string, ready: string][] = [
    ["customers", 'nav a[href="/customers"]', "main tbody tr"],
    ["one customer", "main tbody a", "main h3"],
    ["live", 'nav a[href="/live"]', "main svg"],
    ["inbox", 'nav a[href="/inbox"]', "main article, main [role=tablist], main nav"],
  ];
  // The first round loads the pages' files, which is the first load's matter.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, link, ready] of visits) {
      const took = await page.evaluate(change, { link, ready });
      if (round > 0) times.set(name, [...(times.get(name) ?? []), took]);
    }
  }
  return times;
}

/** Runs in the page: clicks, and waits until what is awaited was painted. */
async function change({ link, ready }: { link: string; ready: string }): Promise<number> {
  const element = document.querySelector<HTMLElement>(link);
  if (!element) throw new Error(`there is no ${link}`);
  const title = document.title;
  const began = performance.now();
  element.click();
  while (document.title === title || !document.querySelector(ready)) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
