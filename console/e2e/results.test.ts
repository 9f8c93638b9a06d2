// What the responses to a survey say: seen as they come in, narrowed by the address, set against each other, saved; and how
// its versions differ.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { launchChromium } from "../../tests/support/chromium.ts";
import { open } from "./support.ts";
import { World } from "./world.ts";

const ENGLISH = { locale: "en", colorScheme: "light", device: "desktop" } as const;
const CHINESE = { locale: "zh-CN", colorScheme: "light", device: "desktop" } as const;

describe("results", () => {
  let world: World;
  let browser: Browser;
  let results: string;
  let versions: string;

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
    results = `/surveys/${world.survey}/results`;
    versions = `/surveys/${world.survey}/versions`;
    await world.change();
    await world.server.post(`/v1/surveys/${world.survey}/publish`, {});
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  test("an answer that comes in is seen without reloading, with n and interval", {
    timeout: 60_000,
  }, async () => {
    const { page, complaints } = await open(browser, world.server, ENGLISH);
    await page.goto(results);
    const recommend = page.getByRole("region", { name: "Would you recommend us?" });
    await recommend.getByText("n 2 · few answers").waitFor();
    assert.match((await recommend.textContent()) ?? "", /NPS.*\[−?-?\d+, \d+\]/);
    await page.getByText("鱼很嫩").waitFor();
    await world.answer("u-3", 9, "面很香");
    await recommend.getByText("n 3 · few answers").waitFor();
    await page.getByText("面很香").waitFor();
    assert.deepEqual(complaints, []);
  });

  test("filters stand in the address, and what is shown is saved", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, CHINESE);
    await page.goto(results);
    await page.getByText("鱼很嫩").waitFor();
    await page.getByRole("combobox", { name: "存疑答卷" }).click();
    await page.getByTitle("仅存疑答卷").click();
    await page.waitForURL(/flagged=only/);
    await page.getByText("没有符合筛选的答卷").waitFor();
    await page.goto(`${results}?flagged=out&version=1`);
    await page.getByText("鱼很嫩").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "存为 CSV" }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const csv = Buffer.concat(chunks).toString("utf8");
    assert.match(csv, /^\u{feff}question,title,kind,what/u);
    assert.match(csv, /recommend,.*,nps,nps,,/);
    assert.deepEqual(complaints, []);
  });

  test("two questions are set against each other by keyboard", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, ENGLISH);
    await page.goto(results);
    const rows = page.getByRole("combobox", { name: "In the rows" });
    await rows.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/row=/);
    const columns = page.getByRole("combobox", { name: "In the columns" });
    await columns.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/column=/);
    await page.getByText(/Nobody has answered both|hang together|chance|Too few|no test/).waitFor();
    assert.deepEqual(complaints, []);
  });

  test("two versions differ in what was changed and taken away", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, ENGLISH);
    await page.goto(`${versions}?version=2&from=1`);
    const changes = page.getByRole("list", { name: "What differs" });
    await changes.getByText("Removed").waitFor();
    await changes.getByText("Would you recommend us?", { exact: true }).waitFor();
    await changes.getByText("How likely are you to recommend us to a friend?").waitFor();
    assert.equal(await changes.getByRole("listitem").count(), 2);
    assert.deepEqual(complaints, []);
  });
});
