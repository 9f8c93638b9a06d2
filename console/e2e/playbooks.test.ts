// What a playbook did: how its runs stand, and whether as many customers are held out as were to be.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { Touchstone } from "../../tests/support/touchstone.ts";
import { LOOKS, open } from "./support.ts";

/** Enough for a share that is no small number any more. */
const GUESTS = 60;
/** The share of the last guests' visits, whose runs end at once. */
const DONE = 15;

const WORDS = {
  "zh-CN": {
    all: "执行次数",
    waiting: "进行中",
    done: "已完成",
    stopped: "已停止",
    heldOut: "对照组人次",
    share: "对照组占比",
    runs: "执行记录",
    control: "对照组",
  },
  en: {
    all: "Runs",
    waiting: "Under way",
    done: "At their end",
    stopped: "Stopped",
    heldOut: "Held out",
    share: "Share held out",
    runs: "Runs",
    control: "Control group",
  },
};

interface Counts {
  n: number;
  waiting: number;
  done: number;
  held_out: number;
  held_out_share: { rate: number; low: number; high: number };
}

describe("the counts of a playbook", () => {
  let server: Touchstone;
  let browser: Browser;
  let playbook: string;
  let counts: Counts;

  before(async () => {
    server = await Touchstone.start();
    browser = await launchChromium();
    const made = await server.post<{ id: string }>("/v1/playbooks", {
      name: "欢迎再来",
      trigger: { event: "Visit Ended" },
      holdout: { share: 0.3, salt: "autumn" },
      steps: [
        {
          id: "soon",
          do: "split",
          branches: [{ when: "event.properties.soon", to: "guest" }],
          otherwise: "later",
        },
        { id: "later", do: "wait", for: "P14D" },
        { id: "guest", do: "tag", name: "guest" },
      ],
    });
    playbook = made.id;
    await server.post(`/v1/playbooks/${playbook}/activate`, {});
    await visits();
    counts = await counted(GUESTS);
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  for (const look of LOOKS) {
    test(`are those of its runs: ${Object.values(look).join(", ")}`, { timeout: 60_000 }, async () => {
      const { page, complaints } = await open(browser, server, look);
      const words = WORDS[look.locale];
      await page.goto(`/playbooks/${playbook}`);
      await page.getByText(words.share).waitFor();
      assert.ok(counts.held_out > 0 && counts.waiting > 0 && counts.done > 0, JSON.stringify(counts));
      assert.equal(counts.waiting + counts.done + counts.held_out, GUESTS);
      assert.deepEqual(await figures(page), {
        [words.all]: String(GUESTS),
        [words.waiting]: String(counts.waiting),
        [words.done]: String(counts.done),
        [words.stopped]: "0",
        [words.heldOut]: String(counts.held_out),
        [words.share]: `${Math.round(counts.held_out_share.rate)} %`,
      });
      await page.getByText(`n ${GUESTS}`).waitFor();
      await accessible(page, `counts: ${Object.values(look).join(", ")}`);
      await page.getByRole("link", { name: words.runs, exact: true }).click();
      await page.getByText(words.control, { exact: true }).nth(1).waitFor();
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  }

  async function visits(): Promise<void> {
    const key = await server.source("door");
    const batch = Array.from({ length: GUESTS }, (_, n) => ({
      type: "track",
      messageId: `visit-${n}`,
      userId: `guest-${n}`,
      event: "Visit Ended",
      properties: { soon: n < DONE },
    }));
    const sent = await fetch(`${server.url}/v1/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch }),
    });
    assert.equal(sent.status, 200, await sent.text());
  }

  async function counted(n: number): Promise<Counts> {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = await server.get<Counts>(`/v1/playbooks/${playbook}/statistics`);
      if (found.n === n) return found;
      await sleep(50);
    }
    throw new Error(`not all of ${n} runs began`);
  }
});

/** Each figure of the page by its label. */
function figures(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const found = [...document.querySelectorAll("main [class*=figure]:not([class*=figures])")];
    return Object.fromEntries(
      found.map(({ children: [label, value] }) => [label?.textContent, value?.textContent]),
    );
  });
}
