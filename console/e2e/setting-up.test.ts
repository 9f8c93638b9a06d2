// Asking, acting and setting up: each page opens in every look, a new source's first event is seen arriving, and a
// file of units says which of its rows were refused.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { LOOKS, open } from "./support.ts";
import { look, type Visit } from "./visits.ts";
import { World } from "./world.ts";

const LOOK = { locale: "en", colorScheme: "light", device: "desktop" } as const;

describe("asking, acting, setting up", () => {
  let world: World;
  let browser: Browser;
  let visits: Visit[];

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
    const source = await first("/v1/sources");
    const playbook = await first("/v1/playbooks");
    const response = await first("/v1/responses");
    // The starter's other survey has neither links nor answers yet.
    const { survey } = await world.server.get<{ survey: string }>(`/v1/responses/${response}`);
    for (const channel of ["dine_in", "delivery"]) {
      const params = { unit: world.store, channel };
      await world.server.post(`/v1/surveys/${survey}/links`, { kind: "open", params });
    }
    visits = [
      { name: "sources", path: "/sources", ready: `main a[href='/sources/${source}']` },
      { name: "source", path: `/sources/${source}`, ready: "main details" },
      { name: "source-snippets", path: `/sources/${source}?tab=snippets`, ready: "main pre" },
      { name: "playbooks", path: "/playbooks", ready: `main a[href='/playbooks/${playbook}']` },
      { name: "playbook", path: `/playbooks/${playbook}`, ready: ".react-flow__node" },
      { name: "playbook-runs", path: `/playbooks/${playbook}?tab=runs`, ready: "main section" },
      { name: "surveys", path: "/surveys", ready: `main a[href='/surveys/${survey}']` },
      { name: "survey", path: `/surveys/${survey}`, ready: "main iframe" },
      {
        name: "responses",
        path: `/surveys/${survey}?tab=responses`,
        ready: `main a[href='/responses/${response}']`,
      },
      { name: "links", path: `/surveys/${survey}?tab=links`, ready: "main a[href*='/s/']" },
      { name: "response", path: `/responses/${response}`, ready: "main dl dt" },
      { name: "units", path: `/units?at=${world.store}`, ready: "main dl dt" },
      { name: "members", path: "/members", ready: "main section" },
      { name: "settings", path: "/settings", ready: "main form" },
      { name: "settings-budget", path: "/settings?tab=budget", ready: "main form" },
      { name: "settings-channels", path: "/settings?tab=channels", ready: "main form" },
      { name: "settings-tokens", path: "/settings?tab=tokens", ready: "main section section, main ul" },
      { name: "settings-audit", path: "/settings?tab=audit", ready: "main section section, main ul" },
    ];
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });

  for (const as of LOOKS) {
    test(`opens: ${Object.values(as).join(", ")}`, { timeout: 240_000 }, async () => {
      const office = await open(browser, world.server, as);
      await look(office, as, visits);
      await office.page.context().close();
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

  test("how much the files of respondents may take up is kept", { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    await page.goto("/settings?tab=budget");
    const files = page.getByRole("region", { name: "Files of respondents" });
    await files.getByText("0 byte of 50 GB are used.").waitFor();
    await files.getByLabel("In all").fill("2048");
    await files.getByRole("button", { name: "Save" }).click();
    await files.getByText("0 byte of 2 GB are used.").waitFor();
    const settings = await world.server.get<{ files: object }>("/v1/settings");
    assert.deepEqual(settings.files, { brand_mb: 2048, link_mb_per_hour: 1024 });
    assert.deepEqual(complaints, []);
  });

  async function first(list: string): Promise<string> {
    const { items } = await world.server.get<{ items: { id: string }[] }>(list);
    assert.ok(items[0], `${list} has something`);
    return items[0].id;
  }
});
