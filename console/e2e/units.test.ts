// Many units: found by name, looked at on every page, given to members; the audit log says who did what; a link leaves
// as a code for a poster.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { photograph } from "./pictures.ts";
import { LOOKS, open } from "./support.ts";
import { World } from "./world.ts";

const LOOK = { locale: "en", colorScheme: "light", device: "desktop" } as const;
const WORDS = {
  en: {
    scope: /^Unit and all below/,
    search: "Name or code",
    clear: "All units again",
    firstDay: "First day",
    filters: "3 filters",
  },
  "zh-CN": {
    scope: /^组织单元及其下级/,
    search: "名称或编号",
    clear: "恢复为全部",
    firstDay: "起始日期",
    filters: "3 项筛选",
  },
};

describe("units", () => {
  let world: World;
  let browser: Browser;
  let survey: string;

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
    const rows = ["code,name,kind,parent", "EAST,East,region,", "NORTH,North,region,"];
    for (let n = 0; n < 700; n += 1) rows.push(`E${n},Lane ${n},store,EAST`);
    await importUnits(rows.join("\n"));
    const { items } = await world.server.get<{ items: { survey: string }[] }>("/v1/responses");
    survey = items[0]?.survey ?? "";
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });

  for (const look of LOOKS) {
    test(`one is looked at on every page: ${Object.values(look).join(", ")}`, {
      timeout: 120_000,
    }, async () => {
      const { page, complaints } = await open(browser, world.server, look);
      const words = WORDS[look.locale];
      await page.goto("/customers");
      await page.getByRole("link", { name: "王秀兰" }).waitFor();
      await accessible(page, "the scope bar");
      await page.getByRole("button", { name: words.scope }).click();
      await page.getByRole("combobox", { name: words.search }).waitFor();
      await page.getByRole("treeitem", { name: "East" }).waitFor();
      await accessible(page, "choosing a unit");
      await page.keyboard.type("lane 69");
      await page.getByRole("treeitem", { name: "Lane 699" }).waitFor();
      assert.equal(await page.getByRole("treeitem").count(), 11, "Lane 69 and 690 to 699");
      await accessible(page, "units that were found");
      await photograph(page, "scope", look);
      await page.keyboard.press("Enter");
      await page.getByRole("link", { name: "王秀兰" }).waitFor({ state: "hidden" });
      assert.match(page.url(), /[?&]unit=unt_/);
      await accessible(page, "a unit is chosen");

      await page.getByRole("button", { name: words.scope }).click();
      await page.getByRole("combobox", { name: words.search }).fill("s001");
      await page.getByRole("treeitem", { name: "西湖店" }).click();
      await page.getByRole("link", { name: "王秀兰" }).waitFor();
      assert.ok(page.url().includes(world.store));
      await page.goto(`/cases?unit=${world.store}`);
      await page.locator("main a[href^='/cases/']").first().waitFor();
      await page.locator("nav a[href^='/customers']").first().click();
      await page.getByRole("link", { name: "王秀兰" }).waitFor();
      assert.ok(page.url().includes(world.store), "the unit goes along");
      await page.getByRole("button", { name: words.clear }).click();
      await page.waitForURL((url) => !url.searchParams.has("unit"));
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  }

  test("are found and walked with the keyboard", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto("/units");
    await page.getByRole("treeitem", { name: "East" }).waitFor();
    await page.getByRole("combobox", { name: "Name or code" }).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await focused(page, "西湖店");
    await page.keyboard.press("ArrowDown");
    await focused(page, "East");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("treeitem", { name: "Lane 3 " }).waitFor();
    assert.ok((await page.getByRole("treeitem").count()) < 60, "only what is in sight is drawn");
    await page.keyboard.press("End");
    await focused(page, "North");
    await page.keyboard.press("ArrowUp");
    await focused(page, "Lane 699");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Lane 699" }).waitFor();
    await accessible(page, "a unit of many");
    await page.reload();
    await page.getByRole("treeitem", { name: "Lane 699" }).waitFor();
    await page.keyboard.press("Tab");
    await page.getByRole("combobox", { name: "Name or code" }).fill("nowhere");
    await page.getByText("No unit is called so").waitFor();
    await accessible(page, "no unit found");
    assert.deepEqual(complaints, []);
  });

  test("are given to members, several to one", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto("/members");
    const row = page.getByRole("row").filter({ hasText: "李娜" });
    await row.getByRole("button", { name: "Change" }).click();
    const dialog = page.getByRole("dialog", { name: "Change" });
    await dialog.getByRole("button", { name: /Add a unit/ }).click();
    await dialog.getByRole("combobox", { name: "Name or code" }).fill("north");
    await dialog.getByRole("treeitem", { name: "North" }).waitFor();
    await accessible(page, "choosing units of a member");
    await page.keyboard.press("Enter");
    await dialog.getByText("North").waitFor();
    await accessible(page, "units of a member");
    await dialog.getByRole("button", { name: "Save" }).click();
    await row.getByText("西湖店, North").waitFor();
    await row.getByRole("button", { name: "Change" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).last().click();
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await row.getByText("西湖店, North").waitFor({ state: "hidden" });
    await row.getByText("西湖店").waitFor();
    assert.deepEqual(complaints, []);
  });

  test("links for everyone come first, those of customers when they are asked for", {
    timeout: 60_000,
  }, async () => {
    const { url } = await world.server.post<{ url: string }>(`/v1/surveys/${survey}/links`, {
      kind: "open",
      params: {},
    });
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto(`/surveys/${survey}?tab=links`);
    const everyones = page.getByRole("link", { name: new URL(url).pathname });
    await everyones.waitFor();
    const table = page.getByRole("table");
    await table.getByText("Open", { exact: true }).first().waitFor();
    assert.equal(await table.getByText("Personal", { exact: true }).count(), 0);
    await page.getByRole("radio", { name: "Open" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/kind=single_use/);
    await page.getByText("No single-use link yet").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/kind=personal/);
    await table.getByText("Personal", { exact: true }).first().waitFor();
    assert.equal(await everyones.count(), 0);
    await accessible(page, "links of customers");
    assert.deepEqual(complaints, []);
  });

  test("a link is shown as a code and taken away", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto(`/surveys/${survey}?tab=links&kind=all`);
    await page
      .getByRole("button", { name: /^QR code of/ })
      .first()
      .click();
    const picture = page.getByRole("img", { name: /^QR code of/ });
    await picture.waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLImageElement>("[role=dialog] img")?.naturalWidth,
    );
    await accessible(page, "a code");
    await photograph(page, "qr", LOOK);
    for (const [name, beginning] of [
      ["Download PNG", "\x89PNG"],
      ["Download SVG", "<"],
    ] as const) {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name }).click(),
      ]);
      const bytes = await readFile(await file.path());
      assert.equal(bytes.subarray(0, beginning.length).toString("latin1"), beginning);
    }
    assert.deepEqual(complaints, []);
  });

  test("a link is made for a time and for trying out, and says so", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto(`/surveys/${survey}?tab=links`);
    await page.getByRole("button", { name: "New link" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Channel").fill("for a while");
    await dialog.getByRole("checkbox", { name: "For trying it out" }).check();
    const until = dialog.getByLabel("Works until", { exact: true });
    await until.fill("2020-01-01");
    await until.press("Tab");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await dialog.getByRole("alert").getByText("must be in the future").waitFor();
    await accessible(page, "a link whose time is over before it begins");
    await until.fill("2099-01-01");
    await until.press("Tab");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    const row = page.getByRole("row").filter({ hasText: "for a while" });
    await row.getByText(/^until Jan 1, 2099/).waitFor();
    await row.getByText("for trying out").waitFor();
    await accessible(page, "a link that works for a time");
    const others = complaints.filter((complaint) => !complaint.includes("422"));
    assert.deepEqual(others, [], "but for the refusal");
  });

  test("a link starts in a language and brings hidden values, and is read in words", {
    timeout: 90_000,
  }, async () => {
    const { id } = await world.server.post<{ id: string }>("/v1/surveys", {
      version: 2,
      name: "Campaigns",
      default_language: "en",
      languages: ["en", "zh-CN"],
      title: { en: "Your visit", "zh-CN": "您的到访" },
      paging: "one_page",
      hidden: [{ id: "campaign", default: "none" }, { id: "table" }],
      pages: [
        {
          id: "one",
          questions: [
            { id: "said", kind: "text", title: { en: "Anything?", "zh-CN": "还有吗？" }, required: false },
          ],
        },
      ],
    });
    await world.server.post(`/v1/surveys/${id}/publish`, {});
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto(`/surveys/${id}?tab=links`);
    await page.getByRole("button", { name: "New link" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Channel").fill("dine_in");
    await dialog.getByText("Language and hidden fields").click();
    await dialog.getByLabel("Hidden field campaign").fill("spring");
    await dialog.getByRole("combobox", { name: "Language" }).click();
    await page.getByTitle("Chinese (China)").click();
    await accessible(page, "a link with hidden values");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    await dialog.waitFor({ state: "detached" });
    const about = page.getByRole("row").filter({ hasText: "campaign: spring" });
    await about.getByText("Dine-in", { exact: true }).waitFor();
    await about.getByText("Chinese (China)", { exact: true }).waitFor();
    const { items } = await world.server.get<{ items: { url: string; params: object }[] }>(
      `/v1/surveys/${id}/links`,
    );
    const [link] = items;
    assert.deepEqual(link?.params, {
      channel: "dine_in",
      hidden: { campaign: "spring" },
      language: "zh-CN",
    });
    assert.deepEqual(complaints, []);
    const chinese = await open(browser, world.server, { ...LOOK, locale: "zh-CN" });
    await chinese.page.goto(`/surveys/${id}?tab=links`);
    const there = chinese.page.getByRole("row").filter({ hasText: "campaign: spring" });
    await there.getByText("堂食", { exact: true }).waitFor();
    assert.deepEqual(chinese.complaints, []);
    await Promise.all([page.context().close(), chinese.page.context().close()]);
  });

  test("a link is withdrawn after a question", { timeout: 60_000 }, async () => {
    const { url } = await world.server.post<{ url: string }>(`/v1/surveys/${survey}/links`, {
      kind: "open",
      params: {},
    });
    const { pathname } = new URL(url);
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto(`/surveys/${survey}?tab=links`);
    await page.getByRole("button", { name: `Withdraw ${pathname}` }).click();
    const question = page.getByRole("dialog", { name: `Withdraw ${pathname} for good?` });
    await question.waitFor();
    await accessible(page, "the question before a link ends");
    await photograph(page, "withdraw", LOOK);
    await question.getByRole("button", { name: "Withdraw" }).click();
    const row = page.getByRole("row").filter({ hasText: pathname });
    await row.getByText("Withdrawn").waitFor();
    await accessible(page, "a link that was withdrawn");
    assert.equal((await fetch(url)).status, 410);
    assert.deepEqual(complaints, []);
  });

  for (const look of LOOKS) {
    test(`the audit log is narrowed: ${Object.values(look).join(", ")}`, { timeout: 60_000 }, async () => {
      const words = WORDS[look.locale];
      const { page, complaints } = await open(browser, world.server, look);
      await page.goto("/settings?tab=audit&thing=unit");
      await page.getByText("unit.import").waitFor();
      assert.equal(await page.getByText("playbook.create").count(), 0);
      await accessible(page, "a narrowed audit log");
      await page.locator("main .ant-btn-link").first().click();
      await page.waitForURL(/member=mbr_/);
      await page.getByText("unit.import").waitFor();
      if (look.device === "phone") {
        await page.goto(`${page.url()}&from=2099-01-01`);
      } else {
        await page.getByLabel(words.firstDay).fill("2099-01-01");
        await page.keyboard.press("Enter");
      }
      await page.waitForURL(/from=2099-01-01/);
      await page.getByText("unit.import").waitFor({ state: "hidden" });
      if (look.device === "phone") {
        // The filters are folded away there, and their number is said.
        assert.equal(await page.getByLabel(words.firstDay).count(), 0);
        await page.getByRole("button", { name: words.filters }).click();
        await page.getByLabel(words.firstDay).waitFor();
      }
      await accessible(page, "an audit log without entries");
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  }

  test("the audit log leaves as a file of what is shown", { timeout: 60_000 }, async () => {
    const { page } = await open(browser, world.server, LOOK);
    await page.goto("/settings?tab=audit&thing=member");
    await page.getByText("member.create").waitFor();
    await page.getByRole("button", { name: "Export" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "CSV" }).click(),
    ]);
    const lines = (await readFile(await file.path(), "utf8")).trim().split("\n");
    assert.ok(
      lines.length >= 2 && lines.slice(1).every((line) => line.includes("member.")),
      lines.join("\n"),
    );
  });

  async function importUnits(csv: string): Promise<void> {
    const answer = await fetch(`${world.server.url}/v1/units/import`, {
      method: "POST",
      headers: {
        "content-type": "text/csv",
        authorization: `Bearer ${world.server.token}`,
        "idempotency-key": "many-units",
      },
      body: csv,
    });
    assert.equal(answer.status, 200, await answer.text());
  }
});

/** The row that the keyboard is on. */
async function focused(page: Page, name: string): Promise<void> {
  await page.locator('[role="treeitem"][data-focused="true"]').filter({ hasText: name }).waitFor();
}
