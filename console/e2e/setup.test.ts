// The first start: from an empty folder to an open inbox.

import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { Touchstone } from "../../tests/support/touchstone.ts";
import { watch } from "./support.ts";

test("whoever opens a new server is led through its setup into the console", {
  timeout: 60_000,
}, async () => {
  const server = await Touchstone.empty();
  const browser = await launchChromium();
  const context = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
  const { page, complaints } = watch(await context.newPage());
  try {
    await page.goto("/customers");
    await page.getByRole("heading", { name: "首次设置" }).waitFor();
    await accessible(page, "setup");
    await page.getByLabel("品牌名称").fill("金汤匙");
    await page.getByLabel("管理员邮箱").fill("head.office@example.com");
    await page.getByLabel("密码").fill("correct horse battery staple");
    await page.getByRole("button", { name: "完成设置" }).click();
    await page.getByRole("heading", { name: "设置完成" }).waitFor();
    await accessible(page, "set up");
    await page.getByRole("link", { name: "打开控制台" }).click();
    await page.getByRole("heading", { name: "收件箱" }).waitFor();
    await page.getByText("暂无待办").waitFor();
    await accessible(page, "an empty inbox");
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    await server.stop();
  }
});
