// A bad answer handled to its end with one thumb: told, given a voucher, handed over; on a network that goes away; and
// what a manager sees of it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { photograph } from "./pictures.ts";
import { LOOKS, open, settled } from "./support.ts";
import { OWNER, World } from "./world.ts";

const PHONE = { locale: "zh-CN", colorScheme: "light", device: "phone" } as const;
const COLLEAGUE = { email: "wu.gang@example.com", password: "dumplings in the rain" };

describe("acting on a case", () => {
  let world: World;
  let browser: Browser;

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
    await world.server.put("/v1/channels", {
      email: null,
      // Nobody listens there: a message that leaves fails, which is seen in the case.
      webhook: { messages_url: "http://127.0.0.1:9/messages", allow_private: true },
    });
    const front = { ...COLLEAGUE, name: "吴刚", role: "front_line", units: [world.store] };
    await world.server.post("/v1/members", front);
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });

  test("a message and a voucher, each taken back or not, and done", { timeout: 150_000 }, async () => {
    const { page, complaints } = await open(browser, world.server, PHONE, OWNER);
    await page.goto("/inbox");
    await page.getByRole("heading", { name: "王秀兰" }).waitFor();
    await world.answer("u-3", 1, "点的菜上错了，没人道歉");
    const card = page.getByRole("article").filter({ hasText: "点的菜上错了" });
    await card.waitFor({ timeout: 5_000 });
    await card.getByRole("link", { name: "Anna Smith" }).click();

    await page.getByRole("button", { name: "消息" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("微信: 没有联系方式").waitFor();
    await accessible(page, "writing a message");
    await dialog.getByText("优惠推广（需同意）").click();
    await dialog.getByText("短信: 客户尚未同意").waitFor();
    await dialog.getByText("回应客户（服务）").click();
    await dialog.getByRole("textbox", { name: "消息内容" }).fill("对不起，菜上错了。我马上给您重做。");
    await photograph(page, "message", PHONE);
    await dialog.getByRole("button", { name: "发送" }).click();
    await page.getByText("消息稍后发出。").waitFor();
    const history = page.locator("ol");
    await history.getByText("对不起，菜上错了。我马上给您重做。").waitFor();
    await page.getByRole("button", { name: "撤销" }).click();
    await history.getByText("撤回消息").waitFor();

    await page.getByRole("button", { name: "送券" }).click();
    await dialog.getByLabel("客户得到").fill("甜品一份");
    await dialog.getByLabel("价值（可不填）").fill("20");
    await accessible(page, "giving a voucher");
    await photograph(page, "voucher", PHONE);
    await dialog.getByRole("button", { name: "发送" }).click();
    await history.getByText(/送您：甜品一份。到店出示券码/).waitFor();
    await history.getByText("短信 · 服务 · 附券").waitFor();

    await page.getByRole("button", { name: "完成" }).click();
    await dialog.getByRole("button", { name: "完成" }).click();
    await page.getByText("工单已完成。").waitFor();
    await page.getByRole("link", { name: "查看完整档案" }).click();
    await page.getByText("送出优惠券").waitFor();
    await page.getByRole("heading", { name: "优惠券" }).waitFor();
    await page.getByRole("button", { name: /^核销优惠券 / }).click();
    await accessible(page, "redeeming a voucher");
    await page.getByRole("dialog").getByRole("button", { name: "核销" }).click();
    await page.getByText("已核销").waitFor();
    await page.locator("ol").getByText("核销优惠券").waitFor();
    await accessible(page, "a customer with a voucher");
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test("without a network a note waits and is written once", { timeout: 120_000 }, async () => {
    const { page } = await open(browser, world.server, PHONE, OWNER);
    await page.goto("/inbox");
    await page.getByRole("link", { name: "王秀兰" }).click();
    await page.getByRole("button", { name: "备注" }).click();
    await page.getByRole("textbox", { name: "备注" }).fill("电话没人接，晚上再打");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("等待网络").waitFor();
    await page.getByText("网络不通，恢复后会自动发送。").waitFor();
    // The first try arrives and its answer is lost; the next has the same key.
    let lost = 0;
    await page.route("**/note", async (route) => {
      lost += 1;
      if (lost > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.context().setOffline(false);
    await page.locator("ol").getByText("电话没人接，晚上再打").waitFor({ timeout: 20_000 });
    await page.getByText("等待网络").waitFor({ state: "hidden" });
    assert.ok(lost >= 2, "the answer was lost once");
    assert.equal(await page.locator("ol").getByText("电话没人接，晚上再打").count(), 1);
    await page.context().close();
  });

  test("a case goes to a colleague, who sees it at once", { timeout: 120_000 }, async () => {
    const colleague = await open(browser, world.server, { ...PHONE, locale: "en" }, COLLEAGUE);
    await colleague.page.goto("/inbox");
    await colleague.page.getByText("Nobody waits for you").waitFor();
    const { page, complaints } = await open(browser, world.server, PHONE, OWNER);
    await page.goto("/inbox");
    await page.getByRole("link", { name: "王秀兰" }).click();
    await page.getByRole("button", { name: "转交" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("吴刚").click();
    await dialog.getByRole("textbox", { name: "需要对方知道的事（可不填）" }).fill("她喜欢晚上接电话");
    await accessible(page, "handing over");
    await photograph(page, "hand-over", PHONE);
    await dialog.getByRole("button", { name: "转交" }).click();
    await page.getByText("工单已转交。").waitFor();
    await page.locator("ol").getByText("她喜欢晚上接电话").waitFor();
    await colleague.page.getByRole("link", { name: "王秀兰" }).click();
    await colleague.page.getByText("她喜欢晚上接电话").waitFor();
    assert.deepEqual([...complaints, ...colleague.complaints], []);
    await Promise.all([page.context().close(), colleague.page.context().close()]);
  });

  for (const look of LOOKS) {
    test(`board and figures: ${Object.values(look).join(", ")}`, { timeout: 120_000 }, async () => {
      const { page, complaints } = await open(browser, world.server, look);
      const zh = look.locale === "zh-CN";
      await page.goto("/cases?tab=board");
      const column = page.getByRole("region", { name: zh ? "处理中" : "in work" });
      await column.getByRole("article").first().waitFor();
      await settled(page);
      await accessible(page, "the board");
      await photograph(page, "board", look);
      await page.getByRole("link", { name: zh ? "指标" : "Figures" }).click();
      await page.getByRole("img", { name: zh ? "尚未解决的工单" : "Cases that are not closed" }).waitFor();
      await settled(page);
      await accessible(page, "the figures");
      await photograph(page, "case-figures", look);
      await page.getByRole("link", { name: "吴刚" }).click();
      await page.waitForURL(/owner=mbr_/);
      await page.getByText("王秀兰").first().waitFor();
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  }
});
