// Asking by keyboard alone, from a template to people's post: a survey is made from it, put into other words in another
// language, published, and sent to a list.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { Touchstone } from "../../tests/support/touchstone.ts";
import { hasFocus, inDialog, pressOn, tabTo } from "./keys.ts";
import { open, saved } from "./support.ts";

const LOOK = { locale: "en", colorScheme: "light", device: "desktop" } as const;

interface Survey {
  id: string;
  state: string;
  draft: { name: string; default_language: string; languages: string[]; title: Record<string, string> };
}

interface Distribution {
  state: string;
  plan: { name: string; whom: { from: string } };
  meant: number;
}

describe("asking by keyboard alone", () => {
  let server: Touchstone;
  let browser: Browser;

  before(async () => {
    server = await Touchstone.start();
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  test("from a template to people's post", { timeout: 180_000 }, async () => {
    const { page, complaints } = await open(browser, server, LOOK);
    await page.goto("/surveys");
    await page.getByRole("button", { name: "New survey" }).waitFor();

    // A survey from a template.
    await pressOn(page, "New survey");
    await hasFocus(page, "Name");
    await page.keyboard.type("At the counter");
    await choose(page, "Start from", "Retail");
    await pressOn(page, "Make the draft");
    await page.getByRole("heading", { name: "Edit “At the counter”" }).waitFor();
    const [, , id = ""] = new URL(page.url()).pathname.split("/");
    const stored = (): Promise<Survey> => server.get<Survey>(`/v1/surveys/${id}`);
    const { draft } = await stored();
    assert.deepEqual([draft.name, draft.default_language], ["At the counter", "en"]);
    assert.deepEqual([...draft.languages].sort(), ["en", "zh-CN"]);

    // Its words side by side, and other ones in the other language.
    await pressOn(page, "Languages");
    await page.getByRole("list", { name: "Texts" }).waitFor();
    await tabTo(page, "Title (en)");
    await page.keyboard.press("Tab");
    await hasFocus(page, "Title (zh-CN)");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("柜台服务怎么样？");
    await saved(page);
    const translated = await stored();
    assert.deepEqual(translated.draft.title, { ...draft.title, "zh-CN": "柜台服务怎么样？" });
    await accessible(page, "translating by keyboard");

    // Published, after one question.
    await pressOn(page, "Publish");
    await page.getByRole("dialog", { name: "Publish “At the counter”?" }).waitFor();
    await inDialog(page);
    await pressOn(page, "Publish");
    await page.getByText("version 1").waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal((await stored()).state, "published");

    // Sent to the people of a list, after another.
    await pressOn(page, "To the survey");
    await page.getByRole("heading", { name: "At the counter" }).waitFor();
    await pressOn(page, "Reach");
    await page.getByRole("button", { name: "New distribution" }).waitFor();
    await pressOn(page, "New distribution");
    await page.getByRole("dialog", { name: "New distribution" }).waitFor();
    await inDialog(page);
    await tabTo(page, "Name");
    await page.keyboard.type("First week");
    await tabTo(page, "Customers who are known");
    await page.keyboard.press("ArrowRight");
    await hasFocus(page, "The people of a list");
    await tabTo(page, "List: one e-mail address, phone number or kind:value a line");
    await page.keyboard.type("anna@example.com");
    await page.keyboard.press("Enter");
    await page.keyboard.type("+8613800002207");
    await choose(page, "Channels, in this order", "text message");
    // Several can be chosen: the list stays until it is left, and the dialog with what was typed beyond that.
    await page.keyboard.press("Escape");
    await page.locator(".ant-select-dropdown:visible").waitFor({ state: "detached" });
    await hasFocus(page, "Channels, in this order");
    await accessible(page, "a distribution planned by keyboard");
    await pressOn(page, "Plan it");
    const progress = page.getByRole("region", { name: "First week" });
    await progress.getByRole("button", { name: "Start" }).waitFor();
    await hasFocus(page, "New distribution");
    await pressOn(page, "Start");
    await page.getByRole("dialog", { name: "Start “First week”?" }).waitFor();
    await inDialog(page);
    await pressOn(page, "Start");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await progress.getByRole("button", { name: "Start" }).waitFor({ state: "detached" });
    const { items } = await server.get<{ items: Distribution[] }>(`/v1/surveys/${id}/distributions`);
    assert.deepEqual(
      items.map(({ plan }) => [plan.name, plan.whom.from]),
      [["First week", "list"]],
    );
    assert.notEqual(items[0]?.state, "draft");
    assert.deepEqual(complaints, []);
  });
});

/** Chooses one of a list that opens below a field. */
async function choose(page: Page, field: string, option: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("ArrowDown");
  await page.locator(".ant-select-dropdown:visible").waitFor();
  for (let step = 0; step < 20; step += 1) {
    const at = page.locator(".ant-select-item-option-active:visible");
    await at.waitFor();
    const words = await at.textContent();
    if (words?.startsWith(option)) {
      await page.keyboard.press("Enter");
      return;
    }
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(
      (before) =>
        document.querySelector(
          ".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-active",
        )?.textContent !== before,
      words,
    );
  }
  assert.fail(`the keyboard does not come to ${option}`);
}
