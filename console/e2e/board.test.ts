// A manager's morning: a bad answer arrives on the open board and is seen handled to its end, by whoever is told of it
// and by whoever only watches, without a reload.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { open, type Watched } from "./support.ts";
import { OWNER, World } from "./world.ts";

const SAID = "点的菜上错了，没人道歉";
const WATCHER = { email: "zhou.yu@example.com", password: "tea before the rain" };
/** Who is told sees it at once; who only watches, when the board looks again. */
const TOLD_MS_MAX = 5_000;
const WATCHED_MS_MAX = 20_000;

describe("the open board", () => {
  let world: World;
  let browser: Browser;

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
    const { items } = await world.server.get<{ items: { id: string }[] }>("/v1/units");
    const units = [items[0]?.id];
    await world.server.post("/v1/members", { ...WATCHER, name: "周瑜", role: "manager", units });
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });

  test("a bad answer arrives and is handled to its end", { timeout: 150_000 }, async () => {
    const look = { locale: "zh-CN", colorScheme: "light", device: "desktop" } as const;
    const owner = await open(browser, world.server, look, OWNER);
    const watcher = await open(
      browser,
      world.server,
      { ...look, locale: "en", colorScheme: "dark" },
      WATCHER,
    );
    for (const { page } of [owner, watcher]) {
      await page.goto("/cases?tab=board");
      await page.getByRole("article").first().waitFor();
    }
    const loads = [loadsOf(owner), loadsOf(watcher)];

    await world.answer("u-3", 1, SAID);
    const card = cardIn(owner.page, "待处理");
    await card.waitFor({ timeout: TOLD_MS_MAX });
    await cardIn(watcher.page, "new").waitFor({ timeout: WATCHED_MS_MAX });
    await accessible(watcher.page, "the board with what has just come");

    await card.getByRole("link", { name: "Anna Smith" }).click();
    await owner.page.getByRole("button", { name: "备注" }).click();
    await owner.page.getByRole("textbox", { name: "备注" }).fill("已致电道歉");
    await owner.page.getByRole("button", { name: "保存" }).click();
    await cardIn(watcher.page, "in work").waitFor({ timeout: WATCHED_MS_MAX });
    await owner.page.getByRole("button", { name: "完成" }).click();
    await owner.page.getByRole("dialog").getByRole("button", { name: "完成" }).click();
    await owner.page.getByText("已完成 · 已挽回").waitFor();
    await owner.page.goBack();
    await cardIn(owner.page, "已完成").waitFor();
    await cardIn(owner.page, "待处理").waitFor({ state: "hidden" });
    await cardIn(watcher.page, "closed").waitFor({ timeout: WATCHED_MS_MAX });

    assert.deepEqual(
      loads.map((count) => count()),
      [0, 0],
      "nothing was loaded anew",
    );
    assert.deepEqual([...owner.complaints, ...watcher.complaints], []);
    await Promise.all([owner.page.context().close(), watcher.page.context().close()]);
  });
});

function cardIn(page: Page, column: string): Locator {
  return page
    .getByRole("region", { name: column, exact: true })
    .getByRole("article")
    .filter({ hasText: SAID });
}

/** How often the page was loaded anew from now on. */
function loadsOf({ page }: Watched): () => number {
  let loads = 0;
  page.on("load", () => {
    loads += 1;
  });
  return () => loads;
}
