// Whoever cannot log in gets a letter; whoever wants a second factor sets one up; whoever is invited joins. All of it in
// the browser, through a real mail server.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { accessible } from "../../tests/support/accessible.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { type Mail, MailServer } from "../../tests/support/mail.ts";
import { ADMINISTRATOR, Touchstone } from "../../tests/support/touchstone.ts";
import english from "../src/i18n/en/index.ts";
import chinese from "../src/i18n/zh-CN/index.ts";
import { context as device, LOOKS, type Look, settled, watch } from "./support.ts";

const NEW_PASSWORD = "steamed buns at dawn";

describe("accounts", () => {
  let browser: Browser;
  let mail: MailServer;

  before(async () => {
    browser = await launchChromium();
    mail = await MailServer.start();
  });
  after(async () => {
    await browser.close();
    await mail.stop();
  });

  for (const look of LOOKS) {
    test(`from a forgotten password to a colleague: ${Object.values(look).join(", ")}`, {
      timeout: 240_000,
    }, async () => {
      const server = await Touchstone.start();
      try {
        await story(new Visit(browser, server, mail, look));
      } finally {
        await server.stop();
      }
    });
  }
});

/** One look at one server. */
class Visit {
  readonly browser: Browser;
  readonly server: Touchstone;
  readonly mail: MailServer;
  readonly look: Look;
  readonly words: typeof english;

  constructor(browser: Browser, server: Touchstone, mail: MailServer, look: Look) {
    this.browser = browser;
    this.server = server;
    this.mail = mail;
    this.look = look;
    this.words = look.locale === "en" ? english : (chinese as unknown as typeof english);
  }

  async page(): Promise<{ page: Page; complaints: string[] }> {
    return watch(await (await device(this.browser, this.server, this.look)).newPage());
  }

  /** Looks whether everybody can use the page as it is now. */
  async check(page: Page, state: string): Promise<void> {
    // Where the pointer happens to rest is nobody's hover.
    await page.mouse.move(0, 0);
    await settled(page);
    await accessible(page, `${state}: ${Object.values(this.look).join(", ")}`);
    if (process.env.LOOK_AT) {
      const name = `${state.replaceAll(" ", "-")}-${Object.values(this.look).join("-")}.png`;
      await page.screenshot({ path: `${process.env.LOOK_AT}/${name}` });
    }
  }
}

async function story(visit: Visit): Promise<void> {
  const { server, mail, words } = visit;
  // Each look has addresses of its own: all share the mail server.
  const tag = Object.values(visit.look).join("-").toLowerCase();
  const email = { host: "127.0.0.1", port: mail.port, tls: "none", from: "care@example.com" };
  await server.put("/v1/channels", { email });
  await server.patch("/v1/settings", { public_url: server.url });
  const { items } = await server.get<{ items: { id: string }[] }>("/v1/units");
  const boss = { email: `boss-${tag}@example.com`, password: ADMINISTRATOR.password };
  await server.post("/v1/members", {
    ...boss,
    name: "Li Na",
    role: "administrator",
    units: [items[0]?.id],
  });
  const { page, complaints } = await visit.page();
  await forget(visit, page, boss.email);
  const secret = await secure(visit, page);
  await twoSteps(visit, page, boss.email, secret);
  await tryMail(visit, page, boss.email);
  await invite(visit, page, `wang-${tag}@example.com`);
  // Chromium itself reports answers that refuse.
  assert.deepEqual(
    complaints.filter((text) => !/status of 4\d\d/.test(text)),
    [],
  );
  await page.context().close();
  assert.ok(words.access);
}

async function forget(visit: Visit, page: Page, email: string): Promise<void> {
  const { access, session } = visit.words;
  await page.goto("/login");
  await page.getByRole("link", { name: access.forgot.link }).click();
  await page.getByLabel(session.login.email).waitFor();
  await visit.check(page, "forgotten password");
  await page.getByLabel(session.login.email).fill(email);
  await page.getByRole("button", { name: access.forgot.submit }).click();
  await page.getByRole("heading", { name: access.forgot.sentTitle }).waitFor();
  await visit.check(page, "letter is on its way");
  const letter = await visit.mail.to(email);
  assert.match(letter.subject, visit.look.locale === "en" ? /set a new password/ : /重设密码/);
  await page.goto(link(visit, letter));
  await page.getByLabel(access.set.new, { exact: true }).waitFor();
  await visit.check(page, "new password");
  await page.getByLabel(access.set.new, { exact: true }).fill("password123");
  await page.getByRole("button", { name: access.set.submit }).click();
  await page.getByText(access.set.tooEasy).waitFor();
  await page.getByLabel(access.set.new, { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: access.set.submit }).click();
  await page.getByRole("heading", { name: access.set.doneTitle }).waitFor();
  await visit.check(page, "password is set");
  await page.goto("/login");
  await page.goto(link(visit, letter));
  await page.getByRole("heading", { name: access.set.overTitle }).waitFor();
  await visit.check(page, "link is over");
  await page.goto("/login?next=/me");
  await logIn(visit, page, email);
}

async function logIn(visit: Visit, page: Page, email: string): Promise<void> {
  const { session } = visit.words;
  await page.getByLabel(session.login.email).fill(email);
  await page.getByLabel(session.login.password, { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: session.login.submit }).click();
}

/** Turns the second factor on; answers recovery codes. */
async function secure(visit: Visit, page: Page): Promise<string[]> {
  const { factor } = visit.words.access;
  await page.getByRole("button", { name: factor.set, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(factor.password, { exact: true }).fill(NEW_PASSWORD);
  await visit.check(page, "password once more");
  await dialog.getByRole("button", { name: factor.next }).click();
  const secret = await dialog.getByRole("region", { name: factor.key }).textContent();
  await dialog.getByRole("img", { name: factor.picture }).waitFor();
  await visit.check(page, "connecting the app");
  await dialog.getByLabel(factor.code).fill(code(secret ?? ""));
  await dialog.getByRole("button", { name: factor.confirm }).click();
  const codes = page.getByRole("region", { name: factor.codesTitle });
  await codes.waitFor();
  await visit.check(page, "recovery codes");
  const shown = (await codes.textContent())?.trim().split("\n") ?? [];
  assert.equal(shown.length, 10);
  await page.getByRole("button", { name: factor.codesKept }).click();
  await page.getByRole("button", { name: factor.renew }).waitFor();
  await visit.check(page, "second factor is on");
  return shown;
}

async function twoSteps(visit: Visit, page: Page, email: string, codes: string[]): Promise<void> {
  const { access, session } = visit.words;
  await page.getByRole("button", { name: session.logout, exact: true }).first().click();
  await page.getByLabel(session.login.email).waitFor();
  await logIn(visit, page, email);
  const field = page.getByLabel(access.code.label, { exact: true });
  await field.waitFor();
  await visit.check(page, "code is asked for");
  await field.fill("000000");
  await page.getByRole("button", { name: access.code.submit, exact: true }).click();
  await page.getByText(access.code.wrong).waitFor();
  await visit.check(page, "wrong code");
  await field.fill(codes[0] ?? "");
  await page.getByRole("button", { name: access.code.submit, exact: true }).click();
  await page.getByRole("heading", { name: visit.words.inbox.title }).waitFor();
}

async function tryMail(visit: Visit, page: Page, email: string): Promise<void> {
  const { trial } = visit.words.access;
  await page.goto("/settings?tab=channels");
  await page.getByRole("button", { name: trial.emailVerb }).click();
  await page.getByText("250 OK").waitFor();
  await page.getByText(trial.ok, { exact: true }).waitFor();
  await visit.mail.to(email, 1);
  await page.getByLabel(trial.email).fill("refused@example.com");
  await page.getByRole("button", { name: trial.emailVerb }).click();
  await page.getByText("550 5.1.1").or(page.getByText("no such mailbox")).first().waitFor();
  await visit.check(page, "tried channels");
}

async function invite(visit: Visit, page: Page, email: string): Promise<void> {
  const { access, members, session, ui } = visit.words;
  await page.goto("/members");
  await page.getByRole("button", { name: access.invitations.invite }).click();
  const dialog = page.getByRole("dialog").first();
  await dialog.getByLabel(members.name).fill("Wang Wei");
  await dialog.getByLabel(members.email, { exact: true }).fill(email);
  await dialog.getByRole("button", { name: ui.addUnit }).click();
  await dialog.getByRole("treeitem", { name: ADMINISTRATOR.brand }).click();
  await dialog.getByRole("listitem").filter({ hasText: ADMINISTRATOR.brand }).waitFor();
  await visit.check(page, "inviting");
  await dialog.getByRole("button", { name: access.invitations.verb }).click();
  await page.getByRole("heading", { name: access.invitations.title }).waitFor();
  await page.getByText(access.invitations.letter.sent, { exact: true }).waitFor();
  await visit.check(page, "invited");
  const letter = await visit.mail.to(email);
  const { page: theirs } = await visit.page();
  await theirs.goto(link(visit, letter));
  await theirs.getByText(email).waitFor();
  await visit.check(theirs, "invitation");
  await theirs.getByLabel(access.set.new, { exact: true }).fill(NEW_PASSWORD);
  await theirs.getByRole("button", { name: access.set.submit }).click();
  await theirs.getByRole("link", { name: access.set.login }).click();
  await logIn(visit, theirs, email);
  await theirs.getByRole("heading", { name: visit.words.inbox.title }).waitFor();
  await theirs.context().close();
  await page.reload();
  await page.getByText(session.role.front_line).first().waitFor();
  assert.equal(await page.getByRole("heading", { name: access.invitations.title }).count(), 0);
}

/** The link of a letter, which begins with the server's own address. */
function link(visit: Visit, letter: Mail): string {
  const found = /(http\S+)\/set-password#tsl_\w+/.exec(letter.text);
  assert.equal(found?.[1], visit.server.url, letter.text);
  return found?.[0].slice(visit.server.url.length) ?? "";
}

/** The code that an app shows now for a secret (RFC 6238). */
function code(secret: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = Array.from(secret.trim(), (letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  const key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
