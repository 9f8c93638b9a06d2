// The survey studio: a survey made by keyboard alone, published, answered, and its answer seen; everything there is to
// edit; two who edit at once; translation; the look.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, describe, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { Touchstone } from "../../tests/support/touchstone.ts";
import { focused, tabTo } from "./keys.ts";
import { LOOKS, open, saved } from "./support.ts";
import { look } from "./visits.ts";

const ENGLISH = { locale: "en", colorScheme: "light", device: "desktop" } as const;

/** Every kind of question and all logic that the format has. */
const everything = JSON.parse(
  await readFile(new URL("../../crates/domain/golden/survey-v2.json", import.meta.url), "utf8"),
) as Record<string, unknown>;

interface Survey {
  id: string;
  changed_at: string;
  draft: { pages: { id: string; questions: { id: string; kind: string }[] }[]; [name: string]: unknown };
}

describe("the studio", () => {
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
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  const stored = (id: string): Promise<Survey> => server.get<Survey>(`/v1/surveys/${id}`);

  for (const as of LOOKS) {
    test(`opens: ${Object.values(as).join(", ")}`, { timeout: 180_000 }, async () => {
      const { id } = await server.post<Survey>("/v1/surveys", everything);
      const edit = `/surveys/${id}/edit`;
      await look(await open(browser, server, as), as, [
        { name: "studio", path: `${edit}?at=reason`, ready: "[data-option-words]" },
        {
          name: "studio-matrix",
          path: `${edit}?at=parts`,
          ready: "[data-option-words]",
          isUnpictured: true,
        },
        { name: "studio-condition", path: `${edit}?at=comment`, ready: "details[open] textarea" },
        { name: "studio-logic", path: `${edit}?tab=logic`, ready: "section[aria-label] fieldset" },
        { name: "studio-languages", path: `${edit}?tab=languages`, ready: "main ol textarea" },
        { name: "studio-settings", path: `${edit}?tab=settings`, ready: "input[placeholder='YYYY-MM-DD']" },
        { name: "studio-look", path: `${edit}?tab=look`, ready: "main table tbody tr" },
        {
          name: "survey-new",
          path: "/surveys",
          ready: "main a[href^='/surveys/']",
          press: { en: "New survey", "zh-CN": "新建问卷" },
          isUnpictured: true,
        },
      ]);
    });
  }

  test("a survey is built by keyboard alone, published, answered, and the answer seen", {
    timeout: 180_000,
  }, async () => {
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto("/surveys");
    await page.getByRole("button", { name: "New survey" }).waitFor();
    await tabTo(page, "New survey");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("After the visit");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Edit “After the visit”" }).waitFor();

    // Down the outline from the page to its first question, whose words are there.
    await tabTo(page, "Page 1");
    await page.keyboard.press("ArrowDown");
    await page.getByLabel("Question", { exact: true }).waitFor();

    // A choice of three, found by a few letters, its options typed one below the other.
    await addByKeys(page, "single");
    await page.keyboard.type("What was best?");
    await tabTo(page, "Words of option 1");
    await page.keyboard.type("Food");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Service");
    await page.keyboard.press("Enter");
    await page.keyboard.type("Place");
    await tabTo(page, "Words of option 4");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");

    // A text, asked of the unhappy only.
    await addByKeys(page, "text");
    await page.keyboard.type("What went wrong?");
    await tabTo(page, "Logic");
    await page.keyboard.press("Enter");
    await tabTo(page, "Add a condition");
    await page.keyboard.press("Enter");
    await page.getByRole("combobox", { name: "How" }).waitFor();
    await tabTo(page, "How");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await tabTo(page, "With what");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("6");

    // One too many, which goes again; and the text moves above the choice and back by undo.
    await addByKeys(page, "phone");
    await page.keyboard.type("Your number?");
    await tabTo(page, "Your number?, Phone");
    await page.keyboard.press("Delete");
    await tabTo(page, "What went wrong?, if, Text");
    await page.keyboard.press("Alt+ArrowUp");
    assert.equal(await focused(page), "What went wrong?, if, Text", "the focus goes along");
    await saved(page);
    const id = new URL(page.url()).pathname.split("/")[2] ?? "";
    assert.deepEqual(kinds(await stored(id)), [["nps", "text", "single_choice"]]);
    await page.keyboard.press("Control+Z");
    await saved(page);
    assert.deepEqual(kinds(await stored(id)), [["nps", "single_choice", "text"]]);
    const text = (await stored(id)).draft.pages[0]?.questions[2] as unknown as { show_when: string };
    assert.equal(text.show_when, "answers.nps_1 <= 6");
    await accessible(page, "the studio in use");

    await tabTo(page, "Publish");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await tabTo(page, "Publish");
    await page.keyboard.press("Enter");
    await page.getByText("version 1").waitFor();
    assert.deepEqual(complaints, []);

    await page.goto(`/surveys/${id}/results`);
    await page.getByText("No responses in this period").waitFor();
    const link = await server.post<{ url: string }>(`/v1/surveys/${id}/links`, { kind: "open", params: {} });
    const respondent = await browser.newContext({ javaScriptEnabled: false, locale: "en" });
    const form = await respondent.newPage();
    await form.goto(server.url + new URL(link.url).pathname);
    await form.locator("input[value='4']").check({ force: true });
    await form.getByText("Service", { exact: true }).click();
    await form.locator("button.go").click();
    // A page without scripts asks what the answer calls for before it ends.
    await form.locator("textarea").fill("The soup was cold");
    await form.locator("button.go").click();
    await form.locator("main.done").waitFor();
    // With them, it comes as soon as the answer is given, and goes with it; what was typed meanwhile stays.
    const other = await browser.newContext({ locale: "en" });
    const quick = await other.newPage();
    await quick.goto(server.url + new URL(link.url).pathname);
    await quick.locator("input[value='4']").check({ force: true });
    await quick.locator("textarea").fill("Too loud");
    await quick.locator("input[value='3']").check({ force: true });
    await quick.getByText("Answers saved").waitFor();
    assert.equal(await quick.locator("textarea").inputValue(), "Too loud");
    await quick.locator("input[value='9']").check({ force: true });
    await quick.locator("textarea").waitFor({ state: "detached" });
    await other.close();
    // The result is seen live: nothing was reloaded.
    const best = page.getByRole("region", { name: "What was best?" });
    await best.getByText("n 1").waitFor();
  });

  test("all that the format has survives the studio", { timeout: 60_000 }, async () => {
    const { id, draft } = await server.post<Survey>("/v1/surveys", everything);
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/surveys/${id}/edit?at=guests`);
    const title = page.getByLabel("Question", { exact: true });
    await title.fill("多少位？");
    await saved(page);
    const after = await stored(id);
    const [, , words] = after.draft.pages;
    const guests = words?.questions.find((question) => question.id === "guests") as unknown as {
      title: Record<string, string>;
    };
    assert.deepEqual(guests.title, { "zh-CN": "多少位？" });
    guests.title = { "zh-CN": "几位？" };
    assert.deepEqual(after.draft, draft);
    assert.deepEqual(complaints, []);
  });

  test("a survey is saved as a file, which imports back identically", { timeout: 60_000 }, async () => {
    const { id, draft } = await server.post<Survey>("/v1/surveys", { ...everything, name: "All of it" });
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/surveys/${id}`);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save as JSON" }).click(),
    ]);
    assert.equal(file.suggestedFilename(), "All of it.json");
    await page.goto("/surveys");
    await page.getByRole("button", { name: "Import" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("input[type=file]").setInputFiles(await file.path());
    await dialog.getByRole("button", { name: "Read" }).click();
    await dialog.getByRole("button", { name: "Keep as a draft" }).click();
    await page.waitForURL((url) => url.pathname.startsWith("/surveys/srv_") && !url.pathname.includes(id));
    const [, , copy = ""] = new URL(page.url()).pathname.split("/");
    assert.deepEqual((await stored(copy)).draft, { ...draft, id: copy });
    assert.deepEqual(complaints, []);
  });

  test("the preview is answered page by page, and nothing is kept", { timeout: 60_000 }, async () => {
    const survey = {
      version: 2,
      name: "Tried",
      default_language: "en",
      languages: ["en", "ar"],
      title: { en: "Your visit", ar: "زيارتك" },
      paging: "page_by_page",
      pages: [
        { id: "one", questions: [{ id: "score", kind: "nps", title: { en: "Recommend?" }, required: true }] },
        { id: "two", questions: [{ id: "why", kind: "text", title: { en: "Why?" }, required: false }] },
      ],
    };
    const { id } = await server.post<Survey>("/v1/surveys", survey);
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/surveys/${id}/edit?at=score`);
    const paper = page.frameLocator("iframe");
    await paper.getByText("Recommend?").first().waitFor();
    await paper.locator("button.go").click();
    await paper.getByRole("alert").waitFor();
    await paper.locator("input[value='9']").check({ force: true });
    await paper.locator("button.go").click();
    await paper.getByText("Why?").first().waitFor();
    // What is edited is seen at once, on the page where one is.
    await page.getByRole("button", { name: /^Why\?/ }).click();
    await page.getByLabel("Question", { exact: true }).fill("Tell us why");
    await paper.getByText("Tell us why").first().waitFor();
    await paper.locator("button.go").click();
    await paper.locator("main.done").waitFor();
    await page.getByRole("button", { name: "From the start" }).click();
    await paper.getByText("Recommend?").first().waitFor();
    await page.locator(".ant-segmented-item", { hasText: "Desktop" }).click();
    await paper.locator("button[lang='ar']").click();
    await paper.locator("html[dir='rtl']").waitFor();
    const { items } = await server.get<{ items: unknown[] }>(`/v1/surveys/${id}/responses`);
    assert.deepEqual(items, []);
    assert.deepEqual(complaints, []);
  });

  test("two who edit at once: neither is overwritten unasked", { timeout: 60_000 }, async () => {
    const { id, draft } = await server.post<Survey>("/v1/surveys", { ...everything, name: "Shared" });
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/surveys/${id}/edit?tab=settings`);
    const name = page.getByLabel("Name", { exact: true });
    await name.waitFor();
    await server.put(`/v1/surveys/${id}`, { ...draft, name: "Theirs" });
    await name.fill("Mine");
    await page.getByText("Somebody else has saved this survey meanwhile").waitFor();
    assert.equal((await stored(id)).draft.name, "Theirs");
    await page.getByRole("button", { name: "Take theirs" }).click();
    await page.getByRole("heading", { name: "Edit “Theirs”" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("heading", { name: "Edit “Mine”" }).waitFor();
    await saved(page);
    assert.equal((await stored(id)).draft.name, "Mine");
    // What is wrong is said at its field, and kept over a reload.
    await name.fill("");
    await page.locator("[data-field='name']").getByText("is required").waitFor();
    await page.getByText("Not saved: one thing is wrong").waitFor();
    await page.reload();
    await page.locator("[data-field='name']").getByText("is required").waitFor();
    assert.equal((await stored(id)).draft.name, "Mine");
    assert.deepEqual(
      complaints.filter((text) => !/409|422/.test(text)),
      [],
    );
  });

  test("a survey is translated side by side, and a list becomes options", { timeout: 60_000 }, async () => {
    const { id } = await server.post<Survey>("/v1/surveys", {
      version: 2,
      name: "Words",
      default_language: "en",
      languages: ["en"],
      title: { en: "Words" },
      paging: "one_page",
      pages: [
        {
          id: "one",
          questions: [
            {
              id: "best",
              kind: "multiple_choice",
              title: { en: "What was best?" },
              required: false,
              other: false,
              options: [{ id: "option_1", label: { en: "Food" } }],
            },
          ],
        },
      ],
    });
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/surveys/${id}/edit?at=best`);
    const words = page.getByLabel("Words of option 1");
    await words.waitFor();
    await words.evaluate((field) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "1. Service\n2. Place\n3. Price");
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await page.getByLabel("Words of option 4").waitFor();
    await page.getByRole("link", { name: "Languages" }).click();
    await page.getByRole("combobox", { name: "Add a language" }).fill("ar");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: "Arabic · 6 missing" }).waitFor();
    const arabic = page.getByLabel("What was best? Title (ar)");
    assert.equal(await arabic.getAttribute("dir"), "rtl");
    await arabic.fill("ما هو الأفضل؟");
    await page.getByRole("button", { name: "Arabic · 5 missing" }).waitFor();
    await page.getByRole("checkbox", { name: "Only what is missing (5)" }).check();
    assert.equal(await page.getByRole("list", { name: "Texts" }).getByRole("listitem").count(), 5);
    await saved(page);
    const { draft } = await stored(id);
    const question = draft.pages[0]?.questions[0] as { options?: { id: string }[] } | undefined;
    assert.deepEqual(
      question?.options?.map((option) => option.id),
      ["option_1", "service", "place", "price"],
    );
    assert.deepEqual(draft.languages, ["en", "ar"]);
    assert.deepEqual(complaints, []);
  });

  test("the preview goes to what is chosen in the outline, unless nobody comes to it", {
    timeout: 90_000,
  }, async () => {
    const text = (id: string, title: string) => ({ id, kind: "text", title: { en: title }, required: true });
    const long = Array.from({ length: 8 }, (_, nth) => text(`q${nth}`, `Question ${nth}`));
    const survey = {
      version: 2,
      name: "Followed",
      default_language: "en",
      languages: ["en"],
      title: { en: "Your visit" },
      paging: "page_by_page",
      pages: [
        { id: "one", questions: long },
        { id: "two", questions: [text("why", "Why?")] },
        { id: "three", show_when: "answers.q0 == 'x'", questions: [text("secret", "A secret?")] },
      ],
    };
    const { id } = await server.post<Survey>("/v1/surveys", survey);
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/surveys/${id}/edit`);
    const paper = page.frameLocator("iframe");
    const row = (name: string) => page.getByRole("button", { name: new RegExp(`^${name}`) });
    await paper.getByText("Question 0").waitFor();
    for (const width of ["Phone", "Desktop"]) {
      await page.locator(".ant-segmented-item", { hasText: width }).click();
      await row("Why\\?").click();
      await paper.getByText("Why?").waitFor();
      assert.equal(await paper.locator(".errors").count(), 0, "what is required is not asked for on the way");
      await row("Question 7").click();
      await paper.locator("#q-q7").waitFor();
      const inSight = () =>
        paper.locator("#q-q7").evaluate((place) => {
          const { top, bottom } = place.getBoundingClientRect();
          return top >= 0 && bottom <= window.innerHeight;
        });
      for (let tries = 0; !(await inSight()) && tries < 50; tries += 1) await page.waitForTimeout(100);
      assert.ok(await inSight(), `${width}: the question is in sight`);
    }
    await row("A secret\\?").click();
    await page.getByText("Respondents who answered like this do not come to it").waitFor();
    assert.deepEqual(complaints, []);

    const thumb = await open(browser, server, { ...ENGLISH, device: "phone" });
    await thumb.page.goto(`/surveys/${id}/edit?at=why`);
    await thumb.page.getByRole("button", { name: "Preview" }).click();
    await thumb.page.frameLocator("iframe").getByText("Why?").waitFor();
    assert.deepEqual(thumb.complaints, []);
  });

  test("questions are dragged to another place, and moved there by keyboard", {
    timeout: 90_000,
  }, async () => {
    const text = (id: string) => ({ id, kind: "text", title: { en: `Question ${id}` }, required: false });
    const { id } = await server.post<Survey>("/v1/surveys", {
      version: 2,
      name: "Ordered",
      default_language: "en",
      languages: ["en"],
      title: { en: "Ordered" },
      paging: "page_by_page",
      pages: [
        { id: "one", questions: ["a", "b", "c"].map(text) },
        { id: "two", questions: ["d"].map(text) },
      ],
    });
    const order = async () =>
      (await stored(id)).draft.pages.map(({ questions }) =>
        questions.map((question) => question.id).join(""),
      );
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/surveys/${id}/edit?at=a`);
    const row = (question: string) => page.locator(`[data-outline-row="${question}"]`);
    await row("a").waitFor();

    await drag(page, row("a"), row("c"));
    await rowsAre(page, ["one", "b", "a", "c", "two", "d"]);
    await saved(page);
    assert.deepEqual(await order(), ["bac", "d"]);
    // To the end of another page, and a page with all that is on it.
    await drag(page, row("b"), page.locator('[data-end="two"]'));
    await rowsAre(page, ["one", "a", "c", "two", "d", "b"]);
    await drag(page, row("two"), row("one"));
    await rowsAre(page, ["two", "d", "b", "one", "a", "c"]);
    await saved(page);
    assert.deepEqual(await order(), ["db", "ac"]);
    assert.equal(await page.locator("[data-dragged]").count(), 0, "nothing is held any more");

    // By keyboard one place at a time, from one page to the next.
    await row("b").focus();
    await page.keyboard.press("Alt+ArrowDown");
    await rowsAre(page, ["two", "d", "one", "b", "a", "c"]);
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-outline-row") === "b");
    await page.keyboard.press("Alt+ArrowDown");
    await rowsAre(page, ["two", "d", "one", "a", "b", "c"]);
    await saved(page);
    assert.deepEqual(await order(), ["d", "abc"]);
    assert.deepEqual(complaints, []);
  });

  test("a condition asks for what is known of the customer, in parts and as CEL", {
    timeout: 60_000,
  }, async () => {
    const { id } = await server.post<Survey>("/v1/surveys", everything);
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/surveys/${id}/edit?at=guests`);
    await page.locator("summary", { hasText: "Logic" }).click();
    const asked = page.getByRole("group", { name: "Asked when" });
    await page.getByRole("button", { name: "Add a condition" }).first().click();
    const about = asked.getByRole("combobox", { name: "What is compared" });
    await about.fill("orders in 90");
    await page.keyboard.press("Enter");
    const cel = asked.locator("textarea");
    assert.equal(await cel.inputValue(), "customer.orders_90d >= 0");
    await cel.fill("customer.orders_90d >= 3 && 'vip' in customer.tags && order.channel == 'dine_in'");
    await asked.getByText("Customer: tags").waitFor();
    assert.equal(await about.count(), 3);
    await cel.fill("customer.orders_90d >= 3 ? true : false");
    await page.getByText("More than the parts can say").waitFor();
    assert.equal(await about.count(), 0);
    await saved(page);
    const [, , words] = (await stored(id)).draft.pages;
    const guests = words?.questions.find((question) => question.id === "guests") as { show_when?: string };
    assert.equal(guests.show_when, "customer.orders_90d >= 3 ? true : false");
    assert.deepEqual(complaints, []);
  });

  test("publishing again says what respondents will see otherwise", { timeout: 60_000 }, async () => {
    const { id } = await server.post<Survey>("/v1/surveys", everything);
    await server.post(`/v1/surveys/${id}/publish`, {});
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/surveys/${id}/edit?at=guests`);
    await page.getByLabel("Question", { exact: true }).fill("共几位？");
    // Before it was saved by itself.
    await page.getByRole("button", { name: "Publish" }).click();
    const dialog = page.getByRole("dialog");
    const changes = dialog.getByRole("list", { name: "What differs" });
    await changes.getByText("共几位？", { exact: true }).waitFor();
    assert.equal(await changes.getByRole("listitem").count(), 1);
    await accessible(page, "publishing again");
    await dialog.getByRole("button", { name: "Publish" }).click();
    // The dialog, which says what differs from a version, stays until the answer is there.
    await page.getByText(/^Open · version 2/).waitFor();
    await dialog.waitFor({ state: "hidden" });
    assert.deepEqual(complaints, []);
  });

  test("the brand's colours are tried out with their contrast, kept when readable, and reset", {
    timeout: 60_000,
  }, async () => {
    const { id } = await server.post<Survey>("/v1/surveys", everything);
    const { page, complaints } = await open(browser, server, ENGLISH);
    await page.goto(`/surveys/${id}/edit?tab=look`);
    await page.getByLabel("Accent, as on buttons", { exact: true }).fill("#ffd400");
    const row = (name: string) => page.getByRole("row", { name: new RegExp(`^${name}`) });
    await row("Words on buttons")
      .getByText(/^14\.\d\d : 1\s+enough$/)
      .waitFor();
    await page.getByLabel("Behind the questions", { exact: true }).fill("#101820");
    await row("Words behind the questions")
      .getByText(/too little$/)
      .first()
      .waitFor();
    await page.getByText("Not everyone can read this").waitFor();
    const keep = page.getByRole("button", { name: "Use them for the brand" });
    assert.ok(await keep.isDisabled());
    const paper = page.frameLocator("iframe");
    const behind = () => paper.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
    assert.equal(await behind(), "rgb(16, 24, 32)");
    await page.getByRole("button", { name: "Behind the questions: leave it to the page" }).click();
    await page.getByLabel("Cards of the questions", { exact: true }).fill("#fff8e1");
    await page.getByText("Not everyone can read this").waitFor({ state: "detached" });
    await accessible(page, "colours");
    await keep.click();
    await page.getByText("The brand's pages have these colours now").waitFor();
    const settings = () => server.get<{ accent: string; theme?: object }>("/v1/settings");
    const { accent, theme } = await settings();
    assert.deepEqual({ accent, theme }, { accent: "#ffd400", theme: { surface: "#fff8e1" } });

    await page.goto("/settings");
    await page.getByRole("button", { name: "Back to the beginning" }).click();
    await keep.click();
    await page.getByText("The brand's pages have these colours now").waitFor();
    const reset = await settings();
    assert.deepEqual({ accent: reset.accent, theme: reset.theme }, { accent: "#0f766e", theme: {} });
    assert.deepEqual(complaints, []);
  });
});

const kinds = ({ draft }: Survey): string[][] =>
  draft.pages.map((page) => page.questions.map(({ kind }) => kind));

async function addByKeys(page: Page, kind: string): Promise<void> {
  await tabTo(page, "Add a question");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type(kind);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.tagName === "TEXTAREA");
}

/** Takes hold of something, carries it in small steps as a hand does, and lets go. */
async function drag(page: Page, what: Locator, to: Locator): Promise<void> {
  const from = await middleOf(what);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  // What is held is known once it has left its place a little.
  await page.mouse.move(from.x + 8, from.y + 8, { steps: 4 });
  await page.locator("[data-dragged]").waitFor();
  const target = await middleOf(to);
  await page.mouse.move(target.x, target.y, { steps: 8 });
  await page.mouse.up();
}

async function middleOf(place: Locator): Promise<{ x: number; y: number }> {
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  assert.ok(box, "it is in sight");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Waits until the outline shows pages and questions in this order. */
async function rowsAre(page: Page, ids: string[]): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll("[data-outline-row]")]
        .map((row) => row.getAttribute("data-outline-row"))
        .join() === wanted,
    ids.join(),
  );
}
