// Notes of the device: offered once in the inbox, and shown when bad news comes while nobody looks at the console.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { photograph } from "./pictures.ts";
import { open } from "./support.ts";
import { OWNER, World } from "./world.ts";

const PHONE = { locale: "zh-CN", colorScheme: "light", device: "phone" } as const;
const HINT = "控制台不在前台时，有差评也能及时提醒您。";
const SHOWN_MS_MAX = 5_000;

interface Shown {
  body: string;
  path: string;
}

describe("notes of the device", () => {
  let world: World;
  let browser: Browser;

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });

  test("are offered once, and not again after “later”", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, PHONE, OWNER);
    await page.goto("/inbox");
    await page.getByText(HINT).waitFor();
    await accessible(page, "the hint");
    await photograph(page, "notify-hint", PHONE);
    await page.getByRole("button", { name: "以后再说" }).click();
    await page.getByText(HINT).waitFor({ state: "hidden" });
    await page.reload();
    await page.getByRole("article").first().waitFor();
    assert.equal(await page.getByText(HINT).count(), 0, "once is enough");
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test("show what came while the console was not looked at", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, PHONE, OWNER);
    await page.goto("/inbox");
    await page.getByText(HINT).waitFor();
    // The member says yes to what the browser asks.
    await page.context().grantPermissions(["notifications"], { origin: world.server.url });
    await page.getByRole("button", { name: "开启提醒" }).click();
    await page.getByText(HINT).waitFor({ state: "hidden" });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await world.answer("u-3", 2, "排队时没人招呼");
    await page.getByRole("article").filter({ hasText: "排队时没人招呼" }).waitFor();
    assert.deepEqual(await shown(page), [], "who looks needs no note");

    // A browser without a window is always looked at.
    await page.evaluate(() => Object.defineProperty(document, "visibilityState", { value: "hidden" }));
    await world.answer("u-4", 1, "包厢里有烟味");
    await page.getByRole("article").filter({ hasText: "包厢里有烟味" }).waitFor();
    const [note] = await until(page, (notes) => notes.length > 0);
    assert.match(note?.body ?? "", /包厢里有烟味/);
    assert.match(note?.path ?? "", /^\/cases\/cas_/);
    await page.goto("/me");
    await page.getByText("已开启，可在浏览器设置中关闭。").waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
});

/** What is shown, once that is as it should be: one note takes the place of another about the same case. */
async function until(page: Page, isSo: (notes: Shown[]) => boolean): Promise<Shown[]> {
  const deadline = Date.now() + SHOWN_MS_MAX;
  let notes = await shown(page);
  while (!isSo(notes) && Date.now() < deadline) {
    await sleep(50);
    notes = await shown(page);
  }
  return notes;
}

function shown(page: Page): Promise<Shown[]> {
  return page.evaluate(async () => {
    const worker = await navigator.serviceWorker.ready;
    const notes = await worker.getNotifications();
    return notes.map(({ body, data }) => ({ body, path: (data as { path: string }).path }));
  });
}
