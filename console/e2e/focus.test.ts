// Whoever works with the keyboard goes on where they were: a dialog that is left hands the focus back to what opened it.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../tests/support/chromium.ts";
import { focused, hasFocus, inDialog, pressOn } from "./keys.ts";
import { open } from "./support.ts";
import { OWNER, World } from "./world.ts";

const LOOK = { locale: "en", colorScheme: "light", device: "desktop" } as const;

interface Template {
  name: object;
  stages: object[];
}

describe("the focus after a dialog", () => {
  let world: World;
  let browser: Browser;

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  test("of a case", { timeout: 90_000 }, async () => {
    const [one] = (await world.server.get<{ items: { id: string }[] }>("/v1/cases")).items;
    const { page, complaints } = await open(browser, world.server, LOOK, OWNER);
    await page.goto(`/cases/${one?.id}`);
    await page.getByRole("button", { name: "Hand over" }).waitFor();
    // What can be written waits for what is known of the customer: one dialog follows the other.
    await there(page, "Message", "Send");
    await there(page, "Voucher", "Send");
    await there(page, "Note", "Write down");
    await there(page, "Hand over", "Hand over");
    await there(page, "Done", "Done");
    assert.deepEqual(complaints, []);
  });

  test("of members, also when one leads to the next", { timeout: 90_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto("/members");
    await page.getByText("李娜").waitFor();
    await there(page, "New member", "Add");
    await there(page, "Change", "Save");
    await there(page, "Suspend", "Suspend");
    await pressOn(page, "New password");
    await inDialog(page);
    await pressOn(page, "New password");
    await page.getByRole("dialog", { name: "New password", exact: true }).waitFor();
    await inDialog(page);
    await page.keyboard.press("Escape");
    await back(page, "New password");
    assert.deepEqual(complaints, []);
  });

  test("of units", { timeout: 90_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto(`/units?at=${world.store}`);
    await page.getByRole("button", { name: "Change" }).waitFor();
    await there(page, "Import");
    await there(page, "Change", "Save");
    await there(page, "Add a unit", "Add a unit");
    assert.deepEqual(complaints, []);
  });

  test("of surveys, of what customers were found to be, of a touchpoint, and of the frame around all pages", {
    timeout: 120_000,
  }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto(`/surveys/${world.survey}/edit`);
    await page.getByRole("button", { name: "Add a question" }).waitFor();
    await there(page, "Add a question");

    await page.goto(`/customers/${await world.customer("user:u-4")}`);
    await page.getByRole("button", { name: "Take apart" }).waitFor();
    await there(page, "Take apart", "Take apart");

    const { items } = await world.server.get<{ items: Template[] }>("/v1/journeys/templates");
    const journey = await world.server.post<{ id: string }>("/v1/journeys", {
      name: items[0]?.name,
      stages: items[0]?.stages,
    });
    await page.goto(`/journeys/${journey.id}`);
    const touchpoint = page.locator("main a[href*='touchpoint=']").first();
    await touchpoint.waitFor();
    await touchpoint.focus();
    const name = await focused(page);
    await page.keyboard.press("Enter");
    await inDialog(page);
    await page.keyboard.press("Escape");
    await back(page, name);

    await page.getByRole("link", { name: "Customers" }).first().focus();
    for (const keys of ["?", "Control+K"]) {
      await page.keyboard.press(keys);
      await inDialog(page);
      await page.keyboard.press("Escape");
      await back(page, "Customers");
    }
    assert.deepEqual(complaints, []);
  });

  test("of a preview on a phone", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, { ...LOOK, device: "phone" });
    await page.goto(`/surveys/${world.survey}/edit`);
    await page.getByRole("button", { name: "Preview" }).waitFor();
    await there(page, "Preview");
    assert.deepEqual(complaints, []);
  });
});

/** Opens a dialog by keyboard, leaves it, and is where it was before. */
async function there(page: Page, opener: string, verb?: string): Promise<void> {
  await pressOn(page, opener);
  await inDialog(page);
  if (verb) await page.getByRole("dialog").getByRole("button", { name: verb, exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await back(page, opener);
}

async function back(page: Page, name: string): Promise<void> {
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await hasFocus(page, name);
}
