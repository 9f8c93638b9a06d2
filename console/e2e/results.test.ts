// What the responses to a survey say: seen as they come in, narrowed by the address, set against each other, saved; and how
// its versions differ.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { phone, press } from "../../tests/support/phone.ts";
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

  test("filters are folded away on a phone, which says how many narrow the list", {
    timeout: 60_000,
  }, async () => {
    const { page, complaints } = await open(browser, world.server, { ...ENGLISH, device: "phone" });
    await page.goto(`/surveys/${world.survey}?tab=responses`);
    await page.getByText("鱼很嫩").waitFor();
    const felt = page.getByRole("combobox", { name: "How they felt" });
    assert.equal(await felt.count(), 0);
    const fold = page.getByRole("button", { name: "Filter", exact: true });
    await fold.focus();
    await page.keyboard.press("Enter");
    await felt.waitFor();
    await accessible(page, "filters unfolded");
    await felt.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/band=detractor/);
    await page.getByText("鱼很嫩").waitFor({ state: "hidden" });
    // Another page that is opened from this address has them folded, but counted.
    await page.reload();
    await page.getByRole("button", { name: "1 filter", exact: true }).waitFor();
    assert.equal(await felt.count(), 0);
    assert.deepEqual(complaints, []);
  });

  test("by keyboard a file leaves, and a dialog gives the focus back", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, ENGLISH);
    const hasFocus = (name: string | RegExp) =>
      page.getByRole("button", { name }).and(page.locator(":focus")).waitFor();
    await page.goto(`/surveys/${world.survey}?tab=responses`);
    await page.getByRole("button", { name: "Export" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "XLSX" }).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("ArrowDown");
    // The menu moves its focus with the next frame.
    await page.getByRole("menuitem", { name: "CSV" }).and(page.locator(":focus")).waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    assert.match(download.suggestedFilename(), /\.csv$/);
    await hasFocus("Export");

    await page.goto(`/surveys/${world.survey}?tab=links`);
    for (const name of ["New link", /^QR code of/]) {
      await page.getByRole("button", { name }).first().focus();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await hasFocus(name);
      // The world has links of customers only.
      if (name === "New link") await page.goto(`/surveys/${world.survey}?tab=links&kind=all`);
    }

    await page.goto(`/surveys/${world.survey}/edit?tab=logic`);
    await page.getByRole("button", { name: "Add a rule" }).focus();
    await page.keyboard.press("Enter");
    await page
      .getByRole("button", { name: /^Remove / })
      .first()
      .focus();
    await page.keyboard.press("Enter");
    await hasFocus("Add a rule");
    assert.deepEqual(complaints, []);
  });

  test("days are typed and read alike in both languages", { timeout: 60_000 }, async () => {
    for (const [as, words] of [
      [ENGLISH, { from: "First day", month: "Oct" }],
      [CHINESE, { from: "起始日期", month: "10月" }],
    ] as const) {
      const { page, complaints } = await open(browser, world.server, as);
      await page.goto(`${results}?from=2026-10-01&to=2026-10-31`);
      const from = page.getByLabel(words.from);
      assert.equal(await from.inputValue(), "2026-10-01");
      await from.click();
      await page.locator(".ant-picker-header").getByText(words.month).first().waitFor();
      await page.keyboard.press("Escape");
      await from.fill("2026-10-12");
      await page.keyboard.press("Enter");
      await page.waitForURL(/from=2026-10-12/);
      await accessible(page, "a day was chosen");
      assert.deepEqual(complaints, []);
    }
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

  test("a response shows every kind of answer in the words that were asked, and hands its files over", {
    timeout: 90_000,
  }, async () => {
    const { server } = world;
    const options = ["food", "place"].map((id) => ({ id, label: { en: id === "food" ? "Food" : "Place" } }));
    const columns = [{ id: "yes", label: { en: "Agree" } }];
    const question = (id: string, kind: string, title: string, rest: object = {}) => ({
      id,
      kind,
      title: { en: title },
      required: false,
      ...rest,
    });
    const survey = {
      version: 2,
      name: "Kinds",
      default_language: "en",
      languages: ["en"],
      title: { en: "Your visit" },
      paging: "one_page",
      pages: [
        {
          id: "one",
          questions: [
            question("hello", "statement", "Hello"),
            question("order", "ranking", "What matters most?", { options }),
            question("parts", "matrix", "How was it?", { rows: options, cells: { kind: "single", columns } }),
            question("again", "yes_no", "Will you come again?"),
            question("dishes", "item_rating", "How was each dish?"),
            question("photo", "file", "A photo", { images_only: true, files_max: 1, size_max_kb: 100 }),
            question("more", "text", "Anything else?", { chars_max: 100, multiline: false }),
          ],
        },
      ],
    };
    const { id } = await server.post<{ id: string }>("/v1/surveys", survey);
    await server.post(`/v1/surveys/${id}/publish`, {});
    const { url } = await server.post<{ url: string }>(`/v1/surveys/${id}/links`, {
      kind: "open",
      params: { items: [{ id: "D01", name: "Sour fish soup" }] },
    });
    const form = await phone(browser, { locale: "en", javaScriptEnabled: false });
    await form.goto(server.url + new URL(url).pathname);
    await form.getByRole("combobox", { name: "Food" }).selectOption("2");
    await form.getByRole("combobox", { name: "Place" }).selectOption("1");
    await press(form, "Food", "Agree");
    await press(form, "Will you come again?", "No");
    await press(form, "Sour fish soup", "4");
    const buffer = Buffer.from("GIF89a\x01\0\x01\0\0\0\0\x3b", "latin1");
    await form.getByLabel("A photo").setInputFiles({ name: "dish.gif", mimeType: "image/gif", buffer });
    await form.locator("button.go").click();
    await form.locator("main.done").waitFor();

    const [first] = survey.pages;
    Object.assign(first?.questions[1] ?? {}, { title: { en: "Otherwise by now" } });
    await server.put(`/v1/surveys/${id}`, survey);
    const { items } = await server.get<{ items: { id: string }[] }>(`/v1/surveys/${id}/responses`);
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/responses/${items[0]?.id}`);
    const answers = page.getByRole("region", { name: "Answers" });
    await answers.getByText("What matters most?").waitFor();
    const said = await answers.locator("> dl > div > dd").allInnerTexts();
    assert.deepEqual(
      said.map((text) => text.replaceAll(/\s+/g, " ").trim()),
      ["1 Place 2 Food", "Food Agree", "No", "Sour fish soup 4 of 5", "dish.gif 14 byte", "Not answered"],
    );
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      answers.getByRole("link", { name: "dish.gif" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "dish.gif");
    assert.deepEqual(complaints, []);
  });
});
