// The public survey page in a phone-sized Chromium: answered without JavaScript, and without a barrier that axe finds.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessible } from "./support/accessible.ts";
import { launchChromium } from "./support/chromium.ts";
import { phone, press } from "./support/phone.ts";
import { publishSurvey, singleUseLink } from "./support/survey.ts";
import { Touchstone } from "./support/touchstone.ts";

describe("the survey page", () => {
  let server: Touchstone;
  let browser: Browser;
  let survey: string;

  before(async () => {
    server = await Touchstone.start();
    survey = await publishSurvey(server);
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  test("is answered page by page without JavaScript", { timeout: 60_000 }, async () => {
    const page = await phone(browser, { locale: "zh-CN", javaScriptEnabled: false });
    const link = await singleUseLink(server, survey);
    await page.goto(link);
    await page.getByRole("heading", { name: "您的用餐体验" }).waitFor();

    await page.getByRole("button", { name: "下一页" }).click();
    await page.getByRole("alert").getByText("您有多大可能向朋友推荐我们？").waitFor();

    await press(page, "您有多大可能向朋友推荐我们？", "2");
    await page.getByRole("button", { name: "下一页" }).click();
    await press(page, "酸菜鱼", /^1/);
    await page.getByRole("button", { name: "下一页" }).click();
    await press(page, "您为什么来？", "朋友聚会");
    await page.getByRole("textbox", { name: "还有什么想告诉我们？" }).fill("汤是凉的");
    await page.getByRole("button", { name: "提交" }).click();
    await page.getByRole("heading", { name: "谢谢您的回答" }).waitFor();

    await page.goto(link);
    await page.getByRole("heading", { name: "谢谢您的回答" }).waitFor();
    const stranger = await phone(browser, { locale: "en" });
    await stranger.goto(link);
    await stranger.getByRole("heading", { name: "This survey has already been answered" }).waitFor();
  });

  test("keeps a begun answer for the visitor who comes back", { timeout: 60_000 }, async () => {
    const page = await phone(browser, { locale: "en", javaScriptEnabled: false });
    const link = await singleUseLink(server, survey);
    await page.goto(link);
    await press(page, "How likely are you to recommend us to a friend?", "9");
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
    const page = await phone(browser, { locale: "en" });
    const link = await singleUseLink(server, survey);
    await page.goto(link);
    await press(page, "How likely are you to recommend us to a friend?", "7");
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
        const page = await phone(browser, { locale, colorScheme });
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
});

function question(page: Page, title: string): ReturnType<Page["getByRole"]> {
  return page.getByRole("group", { name: title });
}

async function goOn(page: Page): Promise<void> {
  await page.locator("button.go").click();
}
