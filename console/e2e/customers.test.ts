// Head office and its customers: found, taken apart again, handed over as a file.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { open } from "./support.ts";
import { CUSTOMERS, World } from "./world.ts";

const LOOK = { locale: "en", colorScheme: "light", device: "desktop" } as const;

describe("customers", () => {
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

  test("two who were taken for one are two again", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    const merged = await world.customer("user:u-4");
    assert.equal(await world.customer("anonymous:tablet-1"), merged);
    await page.goto(`/customers/${merged}`);
    await page.getByRole("button", { name: "Take apart" }).click();
    await accessible(page, "asking before it takes apart");
    await page.getByRole("dialog").getByRole("button", { name: "Take apart" }).click();
    await page.getByText("They are two customers again.").waitFor();
    assert.notEqual(await world.customer("anonymous:tablet-1"), merged);
    assert.deepEqual(complaints, []);
  });

  test("are found with the keyboard alone", { timeout: 60_000 }, async () => {
    const { page } = await open(browser, world.server, LOOK);
    await page.goto("/inbox");
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("2207");
    await page.getByRole("option", { name: "王秀兰" }).waitFor();
    await accessible(page, "the palette");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "王秀兰" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("These keys").waitFor();
    await accessible(page, "the keys");
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await page.getByRole("heading", { name: "Live" }).waitFor();
  });

  test("leave as a file exactly as they are shown", { timeout: 60_000 }, async () => {
    const { page } = await open(browser, world.server, LOOK);
    await page.goto("/customers?q=2207");
    await page.getByRole("link", { name: "王秀兰" }).waitFor();
    await page.getByRole("button", { name: "Export" }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "CSV" }).click(),
    ]);
    const lines = (await readFile(await file.path(), "utf8")).trim().split("\n");
    assert.equal(lines.length, 2, "the header and the one who is shown");
    assert.ok(lines[1]?.includes("王秀兰") && lines[1].includes(CUSTOMERS[0]?.phone ?? "none"), lines[1]);
  });
});
