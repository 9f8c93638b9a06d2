// The public survey page in a phone-sized Chromium: answered without JavaScript, and without a barrier that axe finds.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "./support/chromium.ts";
import { publishSurvey, singleUseLink } from "./support/survey.ts";
import { Touchstone } from "./support/touchstone.ts";

const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

describe("the survey page", () => {
  let server: Touchstone;
  let browser: Browser;
  let survey: string;
  let axe: string;

  before(async () => {
    server = await Touchstone.start();
    survey = await publishSurvey(server);
    browser = await launchChromium();
    axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  test("is answered page by page without JavaScript", { timeout: 60_000 }, async () => {
    const page = await open({ locale: "zh-CN", javaScriptEnabled: false });
    const link = await singleUseLink(server, survey);
    await page.goto(link);
    await page.getByRole("heading", { name: "您的用餐体验" }).waitFor();

    await page.getByRole("button", { name: "下一页" }).click();
    await page.getByRole("alert").getByText("您有多大可能向朋友推荐我们？").waitFor();

    await choose(page, "您有多大可能向朋友推荐我们？", "2");
    await page.getByRole("button", { name: "下一页" }).click();
    await choose(page, "酸菜鱼", /^1/);
    await page.getByRole("button", { name: "下一页" }).click();
    await choose(page, "您为什么来？", "朋友聚会");
    await page.getByRole("textbox", { name: "还有什么想告诉我们？" }).fill("汤是凉的");
    await page.getByRole("button", { name: "提交" }).click();
    await page.getByRole("heading", { name: "谢谢您的回答" }).waitFor();

    await page.goto(link);
    await page.getByRole("heading", { name: "谢谢您的回答" }).waitFor();
    const stranger = await open({ locale: "en" });
    await stranger.goto(link);
    await stranger.getByRole("heading", { name: "This survey has already been answered" }).waitFor();
  });

  test("keeps a begun answer for the visitor who comes back", { timeout: 60_000 }, async () => {
    const page = await open({ locale: "en", javaScriptEnabled: false });
    const link = await singleUseLink(server, survey);
    await page.goto(link);
    await choose(page, "How likely are you to recommend us to a friend?", "9");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "The food" }).waitFor();

    await page.goto(link);
    await page.getByRole("status").getByText("We kept your earlier answers.").waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    const nine = question(page, "How likely are you to recommend us to a friend?").getByRole("radio", {
      name: "9",
    });
    assert.ok(await nine.isChecked());
  });

  test("saves what is typed before anything is pressed", { timeout: 60_000 }, async () => {
    const page = await open({ locale: "en" });
    const link = await singleUseLink(server, survey);
    await page.goto(link);
    await choose(page, "How likely are you to recommend us to a friend?", "7");
    await page.getByText("Answers saved").waitFor();
    await page.goto(link);
    const seven = question(page, "How likely are you to recommend us to a friend?").getByRole("radio", {
      name: "7",
    });
    assert.ok(await seven.isChecked());
  });

  for (const locale of ["zh-CN", "en"]) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`has no barrier in any state (${locale}, ${colorScheme})`, { timeout: 120_000 }, async () => {
        // axe is put into the page, which its content security policy would not let anyone else do.
        const page = await open({ locale, colorScheme, bypassCSP: true });
        await page.goto(await singleUseLink(server, survey));
        await accessible(page, "first page");
        await goOn(page);
        await accessible(page, "first page with a fault");
        await page.getByRole("radio", { name: "2" }).first().check({ force: true });
        await goOn(page);
        await accessible(page, "dishes");
        await goOn(page);
        await accessible(page, "choices and words");
        await page.getByRole("radio").first().check({ force: true });
        await goOn(page);
        await accessible(page, "thank-you");
        await page.goto(`${server.url}/s/nothing-here`);
        await accessible(page, "no such link");
      });
    }
  }

  async function open(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({ ...PHONE, ...options });
    return context.newPage();
  }

  async function accessible(page: Page, state: string): Promise<void> {
    await page.addScriptTag({ content: axe });
    const results = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
    const violations = results.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      places: nodes.map((node) => node.html),
    }));
    assert.deepEqual(violations, [], state);
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    assert.ok(overflow <= 0, `${state}: the page is ${overflow} px wider than the phone`);
  }
});

function question(page: Page, title: string): ReturnType<Page["getByRole"]> {
  return page.getByRole("group", { name: title });
}

/** Presses the label that a thumb would press; the input itself is drawn over. */
async function choose(page: Page, title: string, name: string | RegExp): Promise<void> {
  const options = typeof name === "string" ? { name, exact: false } : { name };
  await question(page, title).getByRole("radio", options).first().check({ force: true });
}

async function goOn(page: Page): Promise<void> {
  await page.locator("button.go").click();
}
