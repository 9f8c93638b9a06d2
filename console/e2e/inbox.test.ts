// The front line's day on a phone: a bad answer arrives while the inbox is open and is handled to its end.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { open } from "./support.ts";
import { OWNER, World } from "./world.ts";

describe("a bad answer", () => {
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

  test("arrives in the open inbox and is handled with one thumb", { timeout: 120_000 }, async () => {
    const look = { locale: "zh-CN", colorScheme: "light", device: "phone" } as const;
    const { page, complaints } = await open(browser, world.server, look, OWNER);
    await page.goto("/inbox");
    await page.getByRole("heading", { name: "王秀兰" }).waitFor();
    let loads = 0;
    page.on("load", () => {
      loads += 1;
    });

    await world.answer("u-3", 1, "点的菜上错了，没人道歉");
    const card = page.getByRole("article").filter({ hasText: "点的菜上错了" });
    await card.waitFor({ timeout: 5_000 });
    await card.getByRole("link", { name: "Anna Smith" }).click();

    await page.getByText("点的菜上错了，没人道歉").first().waitFor();
    await page.waitForURL(/\/cases\//);
    await page.locator('a[href="tel:+8613700004429"]').first().waitFor();
    await page.getByRole("button", { name: "备注" }).click();
    await page.getByRole("textbox", { name: "备注" }).fill("已致电道歉，送一份甜品");
    await accessible(page, "writing a note");
    await page.getByRole("button", { name: "保存" }).click();
    await page.locator("ol").getByText("已致电道歉，送一份甜品").waitFor();

    await page.getByRole("button", { name: "完成" }).click();
    await accessible(page, "closing");
    await page.getByRole("dialog").getByRole("button", { name: "完成" }).click();
    await page.getByText("工单已完成。").waitFor();
    await page.getByText("已完成 · 已挽回").waitFor();

    await page.getByRole("button", { name: "撤销" }).click();
    await page.getByText("已撤销").waitFor();
    await page.getByRole("button", { name: "完成" }).waitFor();
    await page.getByRole("button", { name: "完成" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "完成" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });

    await page.getByRole("link", { name: /收件箱/ }).click();
    await page.getByRole("heading", { name: "王秀兰" }).waitFor();
    await card.waitFor({ state: "hidden" });
    assert.equal(loads, 0, "nothing was loaded anew");
    assert.deepEqual(complaints, []);
  });

  test("shows on the live page only where the scope bar looks", { timeout: 60_000 }, async () => {
    const { server, store } = world;
    const { items } = await server.get<{ items: { id: string }[] }>("/v1/units");
    const parent = items[0]?.id;
    const draft = { parent, kind: "store", code: "S002", name: "东湖店" };
    const other = await server.post<{ id: string }>("/v1/units", draft);
    const look = { locale: "en", colorScheme: "light", device: "desktop" } as const;
    const { page, complaints } = await open(browser, server, look);
    await page.goto(`/live?unit=${store}`);
    await page.getByText("Connected").waitFor();
    await page.getByRole("button", { name: "Unit and all below: 西湖店" }).waitFor();
    await world.answer("u-4", 9, "汤很鲜");
    await page.getByText("汤很鲜", { exact: true }).waitFor();
    await accessible(page, "live, in one store");
    await page.goto(`/live?unit=${other.id}`);
    await page.getByText("Connected").waitFor();
    await page.getByText("Quiet").waitFor();
    assert.equal(await page.getByText("汤很鲜", { exact: true }).count(), 0);
    await page.getByRole("button", { name: "All units again" }).click();
    await page.getByText("汤很鲜", { exact: true }).waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test("shows on the live page, which goes on after the network was away", { timeout: 60_000 }, async () => {
    const look = { locale: "en", colorScheme: "dark", device: "desktop" } as const;
    const { page } = await open(browser, world.server, look);
    await page.goto("/live");
    await page.getByText("Connected").waitFor();
    await world.answer("u-4", 2, "等了四十分钟");
    await page.getByText("等了四十分钟", { exact: true }).waitFor();
    await world.server.kill();
    await page.getByText("Connection lost, trying again").waitFor();
    await world.server.restart();
    await page.getByText("Connected").waitFor({ timeout: 20_000 });
    await world.answer("u-2", 4, "空调太冷");
    await page.getByText("空调太冷", { exact: true }).waitFor();
    assert.equal(await page.getByText("等了四十分钟", { exact: true }).count(), 1);
  });
});
