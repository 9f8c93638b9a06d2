// Every page in both languages, light and dark, on a desktop and on a phone: it opens without a complaint and
// without a barrier. With PICTURES=1 the light ones are also photographed for the documents.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../tests/support/chromium.ts";
import { photograph } from "./pictures.ts";
import { accessible, LOOKS, open, watch } from "./support.ts";
import { OWNER, World } from "./world.ts";

interface Visit {
  name: string;
  /** Who opens it: the store's owner, whose cases these are, or head office. */
  who: "owner" | "office";
  path: () => string;
  /** What is there once the page has all it shows. */
  ready: string;
}

describe("every page", () => {
  let world: World;
  let browser: Browser;
  let visits: Visit[];

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
    const customer = await world.customer("user:u-1");
    const [one] = (
      await world.server.get<{ items: { id: string; causes: { message_id: string }[] }[] }>("/v1/cases")
    ).items;
    assert.ok(one, "a bad answer has made a case");
    visits = [
      { name: "inbox", who: "owner", path: () => "/inbox", ready: "article" },
      { name: "notes", who: "owner", path: () => "/inbox?tab=notes", ready: "main li" },
      { name: "case", who: "owner", path: () => `/cases/${one.id}`, ready: "main ol li" },
      { name: "live", who: "office", path: () => "/live", ready: "main h1" },
      { name: "cases", who: "office", path: () => "/cases", ready: "main a[href^='/cases/']" },
      { name: "customers", who: "office", path: () => "/customers", ready: "main a[href^='/customers/']" },
      { name: "customer", who: "office", path: () => `/customers/${customer}`, ready: "main ol li" },
      { name: "trace", who: "office", path: () => `/traces/${one.causes[0]?.message_id}`, ready: "details" },
      { name: "sources", who: "office", path: () => "/sources", ready: "main tbody tr, main li" },
      { name: "me", who: "office", path: () => "/me", ready: "main li" },
      { name: "nothing", who: "office", path: () => "/nothing-here", ready: "a[href='/']" },
    ];
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });

  for (const look of LOOKS) {
    test(`opens: ${Object.values(look).join(", ")}`, { timeout: 180_000 }, async () => {
      const places = {
        owner: await open(browser, world.server, look, OWNER),
        office: await open(browser, world.server, look),
      };
      for (const { name, who, path, ready } of visits) {
        const { page, complaints } = places[who];
        await page.goto(path());
        await page.locator(ready).first().waitFor();
        await settled(page);
        await accessible(page, `${name}: ${Object.values(look).join(", ")}`);
        assert.deepEqual(complaints, [], name);
        if (name !== "nothing") await photograph(page, name, look);
      }
      for (const { page } of Object.values(places)) await page.context().close();
    });
  }

  test("the login, wrong at first", { timeout: 60_000 }, async () => {
    const context = await browser.newContext({ baseURL: world.server.url, locale: "en" });
    const { page, complaints } = watch(await context.newPage());
    await page.goto("/customers?q=Anna");
    await page.getByLabel("E-mail").fill("head.office@example.com");
    await page.getByLabel("Password", { exact: true }).fill("a wrong one");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
    await accessible(page, "login refused");
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery staple");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("link", { name: "Anna Smith" }).waitFor();
    assert.match(page.url(), /\/customers\?q=Anna$/);
    // Chromium itself reports the two answers of status 401.
    assert.deepEqual(
      complaints.filter((text) => !text.includes("401")),
      [],
    );
    await context.close();
  });
});

/** Nothing is on its way any more: streams stay open, so the network is never idle. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[role="status"][aria-label]'));
  await page.evaluate(() => document.fonts.ready);
}
