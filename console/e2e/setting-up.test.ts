// Asking, acting and setting up: each page opens in every look, a new source's first event is seen arriving, and a
// file of units says which of its rows were refused.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { launchChromium } from "../../tests/support/chromium.ts";
import { photograph } from "./pictures.ts";
import { accessible, LOOKS, open } from "./support.ts";
import { World } from "./world.ts";

const LOOK = { locale: "en", colorScheme: "light", device: "desktop" } as const;

describe("asking, acting, setting up", () => {
  let world: World;
  let browser: Browser;
  /** Paths, each with what is there once the page has all it shows, and what its picture is called. */
  let visits: [path: string, ready: string, name: string][];

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
    const source = await first("/v1/sources");
    const playbook = await first("/v1/playbooks");
    const response = await first("/v1/responses");
    // The starter's other survey has neither links nor answers yet.
    const { survey } = await world.server.get<{ survey: string }>(`/v1/responses/${response}`);
    visits = [
      ["/sources", `main a[href='/sources/${source}']`, "sources"],
      [`/sources/${source}`, "main details", "source"],
      [`/sources/${source}?tab=snippets`, "main pre", "source-snippets"],
      ["/playbooks", `main a[href='/playbooks/${playbook}']`, "playbooks"],
      [`/playbooks/${playbook}`, ".react-flow__node", "playbook"],
      [`/playbooks/${playbook}?tab=runs`, "main section", "playbook-runs"],
      ["/surveys", `main a[href='/surveys/${survey}']`, "surveys"],
      [`/surveys/${survey}`, "main iframe", "survey"],
      [`/surveys/${survey}?tab=responses`, `main a[href='/responses/${response}']`, "responses"],
      [`/surveys/${survey}?tab=links`, "main a[href*='/s/']", "links"],
      [`/responses/${response}`, "main dl dt", "response"],
      [`/units?at=${world.store}`, "main dl dt", "units"],
      ["/members", "main section", "members"],
      ["/settings", "main form", "settings"],
      ["/settings?tab=budget", "main form", "settings-budget"],
      ["/settings?tab=channels", "main form", "settings-channels"],
      ["/settings?tab=tokens", "main section section, main ul", "settings-tokens"],
      ["/settings?tab=audit", "main section section, main ul", "settings-audit"],
    ];
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });

  for (const look of LOOKS) {
    test(`opens: ${Object.values(look).join(", ")}`, { timeout: 240_000 }, async () => {
      const { page, complaints } = await open(browser, world.server, look);
      for (const [path, ready, name] of visits) {
        await page.goto(path);
        await page.locator(ready).first().waitFor();
        await page.waitForFunction(() => !document.querySelector('[role="status"][aria-label]'));
        await accessible(page, `${path}: ${Object.values(look).join(", ")}`);
        assert.deepEqual(complaints, [], path);
        await photograph(page, name, look);
      }
      await page.context().close();
    });
  }

  test("a new source's first event arrives before one's eyes", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto("/sources");
    await page.getByRole("button", { name: "New source" }).click();
    await page.getByLabel("Name").fill("Mini program");
    await accessible(page, "making a source");
    await page.getByRole("button", { name: "Make a key" }).click();
    await page.getByRole("heading", { name: "Mini program" }).waitFor();
    const key = await page.getByRole("region", { name: "Key", exact: true }).textContent();
    await page.getByRole("link", { name: "Live", exact: true }).last().click();
    await page.getByText("Nothing has come yet").waitFor();
    const sent = await fetch(`${world.server.url}/v1/track`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ messageId: "first-1", userId: "u-1", event: "Menu Opened" }),
    });
    assert.equal(sent.status, 200);
    await page.getByText("Menu Opened").waitFor();
    assert.deepEqual(complaints, []);
  });

  test("a file of units says which rows were refused", { timeout: 60_000 }, async () => {
    const { page } = await open(browser, world.server, LOOK);
    await page.goto("/units");
    await page.getByRole("button", { name: "Import" }).click();
    const csv = "code,name,kind,parent\nEAST,East,region,\nX-1,Nowhere,store,NONE\n";
    const file = { name: "units.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
    await page.getByLabel("File").setInputFiles(file);
    await page.getByText("1 added, 0 changed, 0 as before, 1 refused").waitFor();
    await page.getByText("Line 3:").waitFor();
    await accessible(page, "the report of an import");
    await page.keyboard.press("Escape");
    await page.getByRole("treeitem", { name: "East" }).waitFor();
  });

  async function first(list: string): Promise<string> {
    const { items } = await world.server.get<{ items: { id: string }[] }>(list);
    assert.ok(items[0], `${list} has something`);
    return items[0].id;
  }
});
