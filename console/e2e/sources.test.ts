// A developer connects a program: what it sends is seen as it comes, and what could not be used says why.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Locator } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { Touchstone } from "../../tests/support/touchstone.ts";
import { photograph } from "./pictures.ts";
import { type Look, open } from "./support.ts";

const ARRIVES_MS_MAX = 5_000;

const LOOKS_HERE: Look[] = [
  { locale: "zh-CN", colorScheme: "light", device: "desktop" },
  { locale: "en", colorScheme: "dark", device: "phone" },
];

const WORDS = {
  "zh-CN": {
    empty: "还没有收到事件",
    accepted: "已接收",
    flawed: "已接收，有问题",
    rejected: "被拒",
    tab: "被拒事件",
  },
  en: {
    empty: "Nothing has come yet",
    accepted: "accepted",
    flawed: "accepted, flawed",
    rejected: "rejected",
    tab: "Rejected",
  },
};

describe("the live debugger of a source", () => {
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

  for (const look of LOOKS_HERE) {
    test(`good, flawed and refused events arrive: ${look.locale}`, { timeout: 90_000 }, async () => {
      const { locale } = look;
      const words = WORDS[locale];
      const made = await server.post<{ id: string; key: string }>("/v1/sources", { name: `till ${locale}` });
      const { page, complaints } = await open(browser, server, look);
      await page.goto(`/sources/${made.id}`);
      await page.getByText(words.empty).waitFor();
      const row = (id: string): Locator =>
        page.locator("main details").filter({ hasText: `${locale}-${id}` });
      const ended = (id: string, outcome: string): Promise<void> =>
        row(id).getByText(outcome, { exact: true }).waitFor({ timeout: ARRIVES_MS_MAX });
      const names = (id: string, field: string): Promise<void> =>
        row(id).locator("summary code").filter({ hasText: field }).waitFor();

      await send(made.key, [order(`${locale}-good`, 86)]);
      await ended("good", words.accepted);
      await row("good").getByText("Order Completed").waitFor();

      // One request with one that can be used and two that cannot: each is answered for itself.
      const answer = await send(made.key, [
        order(`${locale}-second`, 20),
        { ...order(`${locale}-nobody`, 20), userId: undefined },
        { ...order(`${locale}-nameless`, 20), event: "" },
      ]);
      assert.equal(answer.status, 200, "what could be used was taken");
      await ended("second", words.accepted);
      await ended("nobody", words.rejected);
      await names("nobody", "userId");
      await ended("nameless", words.rejected);
      await names("nameless", "event");
      await send(made.key, [{ ...order(`${locale}-flawed`, 20), properties: { total: "a lot" } }]);
      await ended("flawed", words.flawed);
      await names("flawed", "total");

      await row("nobody").locator("summary").click();
      await row("nobody").locator("pre").filter({ hasText: "Order Completed" }).waitFor();
      await accessible(page, `the debugger, ${locale}`);
      await photograph(page, "source-debugger", look);
      await page.getByRole("link", { name: words.tab, exact: true }).click();
      await names("nameless", "event");
      assert.equal(await row("good").count(), 0);
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  }

  function order(messageId: string, total: number) {
    const properties = { order_id: messageId, total };
    return { type: "track", messageId, userId: "u-1", event: "Order Completed", properties };
  }

  function send(key: string, batch: object[]): Promise<Response> {
    return fetch(`${server.url}/v1/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch }),
    });
  }
});
