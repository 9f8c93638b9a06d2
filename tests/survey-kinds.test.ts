// Every kind of question on a phone-sized Chromium: answered without JavaScript, resumed on another device through the
// customer's own link, from the right to the left in Arabic, without a barrier that axe finds, light and dark.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessible } from "./support/accessible.ts";
import { launchChromium } from "./support/chromium.ts";
import { phone, press } from "./support/phone.ts";
import { Touchstone } from "./support/touchstone.ts";

const ITEMS = [
  { id: "d1", name: "酸菜鱼" },
  { id: "d2", name: "小笼包" },
];

/** The smallest picture there is, with a comment that nobody shall read. */
const PICTURE = Buffer.from("GIF89a\x01\0\x01\0\0\0\0\x21\xfe\x07at home\0\x3b", "latin1");

describe("the survey page with every kind of question", () => {
  let server: Touchstone;
  let browser: Browser;
  let survey: string;

  before(async () => {
    server = await Touchstone.start();
    const golden = new URL("../crates/web/golden/every-kind.json", import.meta.url);
    const { id: _, ...document } = JSON.parse(await readFile(golden, "utf8")) as Record<string, unknown>;
    ({ id: survey } = await server.post<{ id: string }>("/v1/surveys", document));
    await server.post(`/v1/surveys/${survey}/publish`, {});
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  test("is answered without JavaScript and resumed elsewhere", { timeout: 120_000 }, async () => {
    const link = await personalLink();
    const page = await phone(browser, { locale: "en", javaScriptEnabled: false });
    await page.goto(link);
    await press(page, "How likely are you to recommend us to a friend?", "9");
    await press(page, "How was the service?", "Good");
    await press(page, "Paying was made easy", "6");
    await press(page, "How many stars for the place?", /^4 out of 5/);
    await press(page, "How did you feel when you left?", /^7 out of 7/);
    await press(page, "Speed of the food", "8");
    await press(page, "酸菜鱼", /^5/);
    await next(page);

    await press(page, "What brought you here?", "It is close");
    await press(page, "Which soup did you like best?", "Tomato");
    await page.getByRole("combobox", { name: "Where do you live?" }).selectOption("South");
    await press(page, "What could be better?", "The wait");
    await press(page, "What could be better?", "Nothing");
    await page.getByRole("combobox", { name: "Food" }).selectOption("2");
    await page.getByRole("combobox", { name: "Service" }).selectOption("1");
    await page.getByRole("combobox", { name: "Place" }).selectOption("1");
    await press(page, "Will you come again?", "Yes");
    await next(page);
    const alert = page.getByRole("alert");
    await alert.getByText("cannot be combined with other answers").waitFor();
    await alert.getByText("Please give each place only once").waitFor();
    await press(page, "What could be better?", "Nothing");
    await page.getByRole("combobox", { name: "Place" }).selectOption("3");
    await next(page);

    await press(page, "It was clean", /^\s*Agree/);
    await press(page, "People were friendly", "Neither");
    await press(page, "The soup", "Hot");
    await press(page, "The soup", "Fresh");
    await press(page, "The music", /^3 out of 5/);
    await page.getByRole("textbox", { name: "How much would you spend on a meal?" }).fill("120");
    await next(page);

    // Another device knows nothing but the link, and begins where this one stopped.
    const other = await phone(browser, { locale: "en", javaScriptEnabled: false });
    await other.goto(link);
    await other.getByRole("status").getByText("We kept your earlier answers.").waitFor();
    await other.getByRole("textbox", { name: "Anything else?" }).fill("The soup was cold");
    await other.getByRole("textbox", { name: "Your favourite dish" }).fill("酸菜鱼");
    await other.getByRole("textbox", { name: "How many guests?" }).fill("4");
    await other.getByLabel("Which day did you come?").fill("2026-11-22");
    await other.getByLabel("At what time?").fill("18:30");
    await other.getByRole("textbox", { name: "Your e-mail" }).fill("W@Example.com");
    await other.getByRole("textbox", { name: "Your phone" }).fill("138 1234 2207");
    await other.getByRole("textbox", { name: "Name" }).fill("王芳");
    await press(other, "Privacy", "You may contact me about this");
    await other
      .getByLabel("Send us a photo")
      .setInputFiles({ name: "dish.gif", mimeType: "image/gif", buffer: PICTURE });
    await other.getByRole("button", { name: "Send answers" }).click();
    await other.getByRole("heading", { name: /Wonderful|Thank you/ }).waitFor();

    const { items } = await server.get<{ items: { answers: Record<string, unknown> }[] }>(
      `/v1/surveys/${survey}/responses`,
    );
    const answers = items[0]?.answers ?? {};
    const { photo, ...others } = answers as { photo: { files: { name: string; size: number }[] } };
    assert.deepEqual(others, {
      recommend: 9,
      service: 4,
      paying: 6,
      stars: 4,
      mood: 7,
      speed: 8,
      dishes: { items: { d1: 5 } },
      reason: { options: ["near"] },
      taste: { options: ["tomato"] },
      city: { options: ["south"] },
      improve: { options: ["wait"] },
      order: { ranked: ["service", "food", "place"] },
      again: true,
      parts: { rows: { clean: ["yes"], friendly: ["so"] } },
      words: { rows: { soup: ["hot", "fresh"] } },
      marks: { rows: { music: 3 } },
      spend: 120,
      comment: "The soup was cold",
      dish: "酸菜鱼",
      guests: 4,
      day: "2026-11-22",
      hour: "18:30",
      mail: "w@example.com",
      phone: "+8613812342207",
      who: { contact: { name: "王芳" } },
      agree: true,
    });
    assert.deepEqual(
      photo.files.map(({ name, size }) => ({ name, size })),
      [{ name: "dish.gif", size: PICTURE.length - 11 }],
    );
  });

  for (const locale of ["zh-CN", "en", "ar"]) {
    for (const colorScheme of ["light", "dark"] as const) {
      test(`has no barrier (${locale}, ${colorScheme})`, { timeout: 180_000 }, async () => {
        const page = await phone(browser, { locale, colorScheme });
        await page.goto(await openLink());
        assert.equal(await page.locator("html").getAttribute("dir"), locale === "ar" ? "rtl" : "ltr");
        await page.getByRole("radio").first().check({ force: true });
        for (const state of ["scales", "choices", "grids", "fields"]) {
          await accessible(page, state);
          await page.locator("button.go").click();
          await page.waitForLoadState();
        }
        await accessible(page, "fields with faults");
      });
    }
  }

  async function openLink(): Promise<string> {
    return linkTo({ kind: "open", params: { items: ITEMS } });
  }

  async function personalLink(): Promise<string> {
    const visit = { type: "track", messageId: "visit-1", userId: "guest-1", event: "Visit Started" };
    const { customer } = await server.post<{ customer: string }>("/v1/decisions", visit);
    return linkTo({ kind: "personal", params: { customer, items: ITEMS } });
  }

  async function linkTo(link: unknown): Promise<string> {
    const { url } = await server.post<{ url: string }>(`/v1/surveys/${survey}/links`, link);
    return url;
  }
});

async function next(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Continue" }).click();
}
