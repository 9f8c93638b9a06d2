// Every page in both languages, light and dark, on a desktop and on a phone: it opens without a complaint and
// without a barrier. With PICTURES=1 the light ones are also photographed for the documents.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { LOOKS, open, watch } from "./support.ts";
import { look, type Visit } from "./visits.ts";
import { OWNER, World } from "./world.ts";

const LOOK = { locale: "en", colorScheme: "light", device: "desktop" } as const;

/** Who opens a page: the store's owner, whose cases these are, or head office. */
type Who = "owner" | "office";

describe("every page", () => {
  let world: World;
  let browser: Browser;
  let visits: Record<Who, Visit[]>;

  before(async () => {
    world = await World.build();
    browser = await launchChromium();
    const customer = await world.customer("user:u-1");
    const [one] = (
      await world.server.get<{ items: { id: string; causes: { message_id: string }[] }[] }>("/v1/cases")
    ).items;
    assert.ok(one, "a bad answer has made a case");
    await world.change();
    const survey = `/surveys/${world.survey}`;
    visits = {
      owner: [
        { name: "inbox", path: "/inbox", ready: "article" },
        { name: "notes", path: "/inbox?tab=notes", ready: "main li" },
        { name: "case", path: `/cases/${one.id}`, ready: "main ol li" },
      ],
      office: [
        { name: "live", path: "/live", ready: "main h1" },
        { name: "cases", path: "/cases", ready: "main a[href^='/cases/']" },
        { name: "customers", path: "/customers", ready: "main a[href^='/customers/']" },
        { name: "customer", path: `/customers/${customer}`, ready: "main ol li" },
        { name: "trace", path: `/traces/${one.causes[0]?.message_id}`, ready: "details" },
        { name: "sources", path: "/sources", ready: "main tbody tr, main li" },
        { name: "me", path: "/me", ready: "main li" },
        {
          name: "survey-results",
          path: `${survey}/results?row=next&column=recommend`,
          ready: "main li p",
        },
        {
          name: "survey-results-empty",
          path: `${survey}/results?from=2020-01-01&to=2020-01-02`,
          ready: "main h1",
          isUnpictured: true,
        },
        { name: "survey-versions", path: `${survey}/versions`, ready: "main ol li" },
        {
          name: "survey-publish",
          path: survey,
          ready: "main iframe",
          press: { en: "Publish", "zh-CN": "发布" },
        },
        { name: "survey-reach", path: `${survey}?tab=reach`, ready: "main form" },
        {
          name: "survey-import",
          path: "/surveys",
          ready: "main a[href^='/surveys/']",
          press: { en: "Import", "zh-CN": "导入" },
        },
        { name: "nothing", path: "/nothing-here", ready: "a[href='/']", isUnpictured: true },
      ],
    };
  });
  after(async () => {
    await browser.close();
    await world.server.stop();
  });

  for (const as of LOOKS) {
    test(`opens: ${Object.values(as).join(", ")}`, { timeout: 240_000 }, async () => {
      const places = {
        owner: await open(browser, world.server, as, OWNER),
        office: await open(browser, world.server, as),
      };
      for (const who of ["owner", "office"] as const) await look(places[who], as, visits[who]);
      for (const { page } of Object.values(places)) await page.context().close();
    });
  }

  test("an address that makes no sense opens its page as if it did not say so", {
    timeout: 90_000,
  }, async () => {
    const { page, complaints } = await open(browser, world.server, LOOK);
    const survey = `/surveys/${world.survey}`;
    for (const [address, opened, ready] of [
      ["/cases?status=foo&state=foo&tab=nonsense&unit=west&owner=me", "/cases", "main a[href^='/cases/']"],
      ["/customers?unit=west&sort=worst", "/customers", "main a[href^='/customers/']"],
      ["/responses?completed_from=garbage&band=foo", "/responses", "main a[href^='/responses/']"],
      [`${survey}?tab=nonsense&kind=foo`, survey, "main iframe"],
      [`${survey}/results?from=garbage&version=two&row=a%20b`, `${survey}/results`, "main h2"],
      ["/settings?tab=nonsense", "/settings", "main form"],
    ] as const) {
      await page.goto(address);
      await page.locator(ready).first().waitFor();
      assert.equal(page.url(), world.server.url + opened);
    }
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test("the login, wrong at first", { timeout: 60_000 }, async () => {
    const context = await browser.newContext({ baseURL: world.server.url, locale: "en" });
    const { page, complaints } = watch(await context.newPage());
    await page.goto("/customers?q=Anna");
    await page.getByLabel("E-mail").fill("head.office@example.com");
    await page.getByLabel("Password", { exact: true }).fill("a wrong one");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").waitFor();
    await accessible(page, "login refused");
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery staple");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("link", { name: "Anna Smith" }).waitFor();
    assert.match(page.url(), /\/customers\?q=Anna$/);
    // Chromium itself reports the two answers of status 401.
    assert.deepEqual(
      complaints.filter((text) => !text.includes("401")),
      [],
    );
    await context.close();
  });
});
