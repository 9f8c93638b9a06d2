// Understanding: a journey made from a template, measured, compared, changed; and from a touchpoint to its answers.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { JourneyWorld, STORES } from "./journey-world.ts";
import { LOOKS, open } from "./support.ts";
import { look } from "./visits.ts";

const ENGLISH = { locale: "en", colorScheme: "light", device: "desktop" } as const;
const CHINESE = { locale: "zh-CN", colorScheme: "light", device: "desktop" } as const;

describe("journeys", () => {
  let world: JourneyWorld;
  let browser: Browser;

  before(async () => {
    world = await JourneyWorld.build();
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });

  // A member has only so many streams open at a time, and every page has one.
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  for (const as of LOOKS) {
    test(`open: ${Object.values(as).join(", ")}`, { timeout: 180_000 }, async () => {
      const journey = `/journeys/${world.journey}`;
      const compared = `${journey}?against=unit&unit=${world.stores[0]}&other_unit=${world.stores[1]}`;
      await look(await open(browser, world.server, as), as, [
        { name: "journey", path: journey, ready: "main article" },
        {
          name: "journey-touchpoint",
          path: `${journey}?touchpoint=food`,
          ready: "[role=dialog] canvas",
        },
        { name: "journey-compared", path: compared, ready: "main article span[data-direction]" },
        { name: "journey-edit", path: `${journey}/edit`, ready: "main ol ol li" },
        { name: "journeys", path: "/journeys?all=true", ready: "main h2 a" },
        { name: "responses", path: "/responses", ready: "main a[href^='/responses/']" },
      ]);
    });
  }

  test("the only journey is what its page opens with, and shows what was counted", {
    timeout: 60_000,
  }, async () => {
    const { page, complaints } = await open(browser, world.server, CHINESE);
    await page.goto("/journeys");
    await page.getByRole("heading", { name: "餐厅" }).waitFor();
    const food = page.locator("article", { hasText: "菜品" });
    // Of forty answers, ten of ten and two and a half of ten are content: 4 and 5 of 5.
    await food.getByText("n 40").waitFor();
    assert.match((await food.textContent()) ?? "", /关键时刻.*\d+%.*CSAT.*\[\d+%, \d+%\].*n 40/);
    await page.locator("article", { hasText: "环境" }).getByText("尚无问卷询问此触点。").waitFor();
    await page.getByText("以表格显示").click();
    await page.getByRole("row", { name: /^菜品/ }).getByText("40").waitFor();
    assert.deepEqual(complaints, []);
  });

  test("filters stand in the address, and an answer that comes counts at once", {
    timeout: 60_000,
  }, async () => {
    const { page, complaints } = await open(browser, world.server, ENGLISH);
    await page.goto(`/journeys/${world.journey}?unit=${world.stores[0]}&channel=delivery`);
    const wait = page.locator("article", { hasText: "Wait for a table" });
    await wait.getByText("n 10 · few answers").waitFor();
    await world.answer({ unit: world.stores[0], channel: "delivery" }, { wait: 5 });
    await page.reload();
    await wait.getByText("n 11 · few answers").waitFor();
    await page.getByRole("combobox", { name: "Period" }).click();
    await page.getByTitle("Last 7 days").click();
    await page.waitForURL(/period=7d/);
    await wait.getByText("n 11 · few answers").waitFor();
    await page.goto(`/journeys/${world.journey}?from=2020-01-01&to=2020-01-31`);
    await wait.getByText("No answers in this period.").waitFor();
    assert.deepEqual(complaints, []);
  });

  test("a touchpoint leads to its answers and no others", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, ENGLISH);
    await page.goto(`/journeys/${world.journey}?unit=${world.stores[1]}`);
    await page.getByRole("link", { name: "The food" }).click();
    const drawer = page.getByRole("dialog", { name: "The food" });
    await drawer.getByText("n 20").first().waitFor();
    await drawer.getByText("等位太久").first().waitFor();
    await drawer.getByRole("link", { name: "All answers" }).click();
    await page.getByRole("heading", { name: "Responses", exact: true }).waitFor();
    await page.waitForURL(/touchpoint=food/);
    await page.getByRole("row").nth(20).waitFor();
    assert.equal(await page.getByRole("row").count(), 21, "the header and twenty answers");
    await page.getByText("The food").first().waitFor();
    const csv = await page.request.get(`/v1/responses?${new URL(page.url()).searchParams}&format=csv`);
    assert.equal((await csv.text()).trim().split("\n").length, 21);
    assert.deepEqual(complaints, []);
  });

  test("two stores are compared, with the interval of the difference", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, CHINESE);
    await page.goto(`/journeys/${world.journey}?unit=${world.stores[0]}&against=unit`);
    await page.getByRole("button", { name: /^另一组织单元/ }).click();
    await page.getByRole("treeitem", { name: STORES[1] ?? "" }).click();
    await page.waitForURL(/other_unit=/);
    const row = page.getByRole("row", { name: /^等位/ });
    await row.getByText(/更好/).waitFor();
    assert.match((await row.textContent()) ?? "", /100%.*n 2\d.*0%.*n 20.*\+100 \[\+\d+, \+\d+\] 更好/);
    await page.goto(`/journeys/${world.journey}?against=unit&other_unit=${world.stores[0]}`);
    await page.getByText("全部单元（不含另一方）").first().waitFor();
    await page.goto(
      `/journeys/${world.journey}?unit=${world.stores[0]}&against=unit&other_unit=${world.stores[0]}`,
    );
    await page.getByText("无可对比").waitFor();
    assert.deepEqual(
      complaints.filter((text) => !text.includes("422")),
      [],
    );
  });

  test("a journey is made from a template, changed by keys and by hand, and taken back", {
    timeout: 120_000,
  }, async () => {
    const { page, complaints } = await open(browser, world.server, ENGLISH);
    await page.goto("/journeys?all=true");
    await page.getByRole("button", { name: "New journey" }).click();
    await page.getByRole("radio", { name: /Telecom hall/ }).check();
    await accessible(page, "making a journey");
    await page.getByLabel("Name", { exact: true }).fill("Our halls");
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("heading", { name: "Edit “Our halls”" }).waitFor();
    // By keys: down a place, and the focus goes along.
    await page.getByRole("button", { name: "Move Be guided down" }).focus();
    await page.keyboard.press("Enter");
    const arrive = page.getByRole("list", { name: "Touchpoints of Arrive" });
    assert.deepEqual(await names(arrive), ["Wait in line", "Be guided"]);
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute("aria-label")),
      "Move Be guided down",
    );
    // By hand: into another stage.
    await page.locator('[data-grip="touchpoint queue"]').dragTo(page.locator('[data-end="need"]'));
    assert.deepEqual(await names(page.getByRole("list", { name: "Touchpoints of Need" })), [
      "Find out what is offered",
      "Wait in line",
    ]);
    await page.getByRole("button", { name: "Remove Support" }).click();
    await page.getByRole("button", { name: "Add a touchpoint" }).first().click();
    await page.getByLabel("Name of the touchpoint").nth(2).fill("Parking");
    const parking = page.locator("li[data-touchpoint]", {
      has: page.getByRole("button", { name: "Remove Parking" }),
    });
    await parking.getByRole("checkbox", { name: "Moment of truth" }).check();
    await parking.getByRole("combobox", { name: "What asks about Parking" }).click();
    await page.locator(".ant-select-item-option", { hasText: "How was the wait?" }).click();
    await page.keyboard.press("Escape");
    // What is not saved outlives the page.
    await page.reload();
    await page.getByRole("button", { name: "Remove Parking" }).waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "Our halls", exact: true }).waitFor();
    const card = page.locator("article", { hasText: "Parking" });
    await card.getByText(/n 4\d/).waitFor();
    await card.getByText("Moment of truth").waitFor({ state: "attached" });
    assert.equal(await page.locator("main h2", { hasText: "Support" }).count(), 0);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.locator("main h2", { hasText: "Support" }).waitFor();
    // And away with it.
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByRole("button", { name: "Delete the journey" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete the journey" }).click();
    await page.getByRole("heading", { name: "Journeys", exact: true }).waitFor();
    await page.getByText("Our halls").waitFor({ state: "detached" });
    assert.deepEqual(complaints, []);
  });

  test("live says today's net promoter score", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, ENGLISH);
    await page.goto("/live");
    const figure = page.locator("div[data-tone]", { hasText: "NPS today" });
    await figure.getByText(/\[-?\d+, -?\d+\] n 40/).waitFor();
    assert.deepEqual(complaints, []);
  });
});

async function names(list: ReturnType<Page["getByRole"]>): Promise<string[]> {
  const fields = list.getByLabel("Name of the touchpoint");
  return Promise.all((await fields.all()).map((field) => field.inputValue()));
}
