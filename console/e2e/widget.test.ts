// The widget on a page of another origin, under a content security policy that allows nothing else.

import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../tests/support/chromium.ts";
import { watch } from "./support.ts";
import { World } from "./world.ts";

interface Setup {
  key: string;
  survey: string;
}

describe("the widget on a foreign page", () => {
  let world: World;
  let browser: Browser;
  let shop: Server;
  let origin: string;
  let lines = "";
  let needed = "";
  /** What a script of the page does as soon as it is read. */
  let own = "";

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
    shop = createServer((request, response) => {
      const policy = `default-src 'none'; ${needed.replace("script-src", "script-src 'nonce-shop'")}; base-uri 'none'`;
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
      });
      response.end(`<!doctype html><html lang="en"><title>Shop</title><body><h1>Shop</h1><a href="#next">Next</a>
        <div id="survey"></div>${request.url === "/long" ? "<br>".repeat(300) : ""}${lines}<script nonce="shop">${own}</script></body></html>`);
    });
    await new Promise<void>((ready) => shop.listen(0, "127.0.0.1", ready));
    origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  });
  after(async () => {
    await browser.close();
    shop.close();
    await world.server.stop();
  });

  async function setUp(settings: object): Promise<Setup> {
    const { items } = await world.server.get<{ items: { id: string }[] }>("/v1/surveys");
    const survey = items[0]?.id ?? "";
    const body = { enabled: true, origins: [origin], trigger: { on: "page" }, ...settings };
    const stored = await world.server.put<{ key: string; snippet: string; policy: string }>(
      `/v1/surveys/${survey}/widget`,
      body,
    );
    const { key } = stored;
    lines = stored.snippet;
    needed = stored.policy;
    return { key, survey };
  }

  async function visit(path = "/"): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ locale: "en", reducedMotion: "reduce" });
    const watched = watch(await context.newPage());
    await watched.page.goto(origin + path);
    return watched;
  }

  test("a visitor answers in the frame", { timeout: 60_000 }, async () => {
    await setUp({ look: { form: "popover" } });
    const { page, complaints } = await visit();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    assert.ok(
      await dialog.getByRole("button").evaluate((button) => button === document.activeElement),
      "focus",
    );
    const survey = page.frameLocator("iframe");
    await survey.locator("input[name='a.recommend'][value='9']").check({ force: true });
    await survey.locator("button.go[value='submit']").click();
    await survey.locator("form").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.reload();
    await page.waitForTimeout(1_500);
    assert.equal(await page.getByRole("dialog").count(), 0, "who was asked is not asked again");
    assert.deepEqual(complaints, []);
  });

  test("tab goes round inside what the page waits for", { timeout: 60_000 }, async () => {
    await setUp({ look: { form: "popover" } });
    const { page } = await visit();
    await page.getByRole("dialog").waitFor();
    for (let pressed = 0; pressed < 60; pressed += 1) {
      await page.keyboard.press("Tab");
      const isInside = await page.evaluate(() =>
        document.querySelector("[role=dialog]")?.contains(document.activeElement),
      );
      assert.ok(isInside, `after ${pressed + 1} tabs`);
    }
  });

  test("a no is good for some minutes, unless the page asks again", { timeout: 60_000 }, async () => {
    const { key } = await setUp({ condition: "customer.orders_90d > 0" });
    const { page, complaints } = await visit();
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().endsWith(`/w/${key}/visits`)) asked += 1;
    });
    const isKnown = () => Object.keys(sessionStorage).some((name) => name.startsWith("touchstone:"));
    await page.waitForFunction(isKnown);
    asked = 0;
    for (const path of ["/", "/orders/17"]) {
      const settings = page.waitForResponse((response) => response.url().endsWith(`/w/${key}`));
      await page.goto(origin + path);
      await (await settings).finished();
      await page.waitForTimeout(500);
    }
    assert.equal(asked, 0, "not every page asks");
    const answer = page.waitForResponse((response) => response.url().endsWith(`/w/${key}/visits`));
    await page.evaluate(() => window.touchstone?.("open"));
    assert.equal((await answer).status(), 204);
    assert.equal(asked, 1);
    assert.deepEqual(complaints, []);
  });

  test("an event of the page asks, and other pages do not", { timeout: 60_000 }, async () => {
    await setUp({ trigger: { on: "event", name: "Order Completed" }, pages: ["/orders/*"] });
    const elsewhere = await visit("/cart");
    await elsewhere.page.waitForFunction(() => "touchstone" in window);
    await elsewhere.page.evaluate(() => window.touchstone?.("event", "Order Completed"));
    await elsewhere.page.waitForTimeout(800);
    assert.equal(await elsewhere.page.getByRole("dialog").count(), 0);
    const { page } = await visit("/orders/17");
    await page.waitForFunction(() => "touchstone" in window);
    // The settings may still be on their way: what happens before them counts.
    await page.evaluate(() => window.touchstone?.("event", "Order Completed"));
    await page.getByRole("dialog").waitFor();
    assert.equal(
      await page.evaluate(() => document.activeElement?.tagName),
      "BODY",
      "the page can still be used",
    );
    // A page may call before the loader is there, by the line that stands before it.
    own = "touchstone('event', 'Order Completed')";
    const before = await visit("/orders/18");
    own = "";
    await before.page.getByRole("dialog").waitFor();
    assert.deepEqual(before.complaints, []);
  });

  test("each event asks, also on the same page", { timeout: 60_000 }, async () => {
    const trigger = { on: "event", name: "Order Completed" };
    const { key } = await setUp({ trigger, condition: "customer.orders_90d > 0" });
    const { page } = await visit("/orders/17");
    await page.waitForFunction(() => "touchstone" in window);
    for (let happened = 0; happened < 2; happened += 1) {
      const answer = page.waitForResponse((response) => response.url().endsWith(`/w/${key}/visits`));
      await page.evaluate(() => window.touchstone?.("event", "Order Completed"));
      await (await answer).finished();
      await page.waitForTimeout(100);
    }
  });

  test("hears Segment's library, also when it comes late", { timeout: 60_000 }, async () => {
    await setUp({ trigger: { on: "event", name: "Order Completed" } });
    const { page } = await visit("/orders/17");
    await page.waitForFunction(() => window.touchstone && "key" in window.touchstone);
    await page.evaluate(
      "window.analytics = { on: (_, hear) => void setTimeout(() => hear('Order Completed'), 50) }",
    );
    await page.getByRole("dialog").waitFor();
  });

  test("waits for its time, for the pointer to leave, or for how far was read", {
    timeout: 60_000,
  }, async () => {
    /** A page that knows what its widget waits for. */
    const waiting = async (trigger: object, path = "/"): Promise<Page> => {
      const { key } = await setUp({ trigger });
      const context = await browser.newContext({ locale: "en", reducedMotion: "reduce" });
      const page = await context.newPage();
      const settings = page.waitForResponse((response) => response.url().endsWith(`/w/${key}`));
      await page.goto(origin + path);
      await (await settings).finished();
      await page.waitForTimeout(300);
      assert.equal(await page.getByRole("dialog").count(), 0, JSON.stringify(trigger));
      return page;
    };
    const delayed = await waiting({ on: "delay", seconds: 3 });
    await delayed.getByRole("dialog").waitFor();

    const left = await waiting({ on: "exit" });
    const leave = (clientY: number): Promise<boolean> =>
      left.evaluate(
        (clientY) => document.body.dispatchEvent(new MouseEvent("mouseout", { bubbles: true, clientY })),
        clientY,
      );
    await leave(200);
    await left.waitForTimeout(500);
    assert.equal(await left.getByRole("dialog").count(), 0, "it left at the side");
    await leave(-1);
    await left.getByRole("dialog").waitFor();

    const read = await waiting({ on: "scroll", share: 0.8 }, "/long");
    await read.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 4));
    await read.waitForTimeout(500);
    assert.equal(await read.getByRole("dialog").count(), 0, "it is not read so far");
    await read.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await read.getByRole("dialog").waitFor();
  });

  test("stands in the page, and in no page of others", { timeout: 60_000 }, async () => {
    await setUp({ look: { form: "inline", selector: "#survey" } });
    const { page, complaints } = await visit();
    await page.locator("#survey iframe").waitFor();
    await page.frameLocator("#survey iframe").locator("form").waitFor();
    assert.deepEqual(complaints, []);
    await setUp({ origins: ["https://elsewhere.example.com"] });
    const other = await visit();
    await other.page.waitForTimeout(1_000);
    assert.equal(await other.page.getByRole("dialog").count(), 0);
  });
});

declare global {
  interface Window {
    touchstone?: (command: string, ...rest: unknown[]) => void;
  }
}
