// Sends events of every type through @segment/analytics-next in Chromium, from a page of another origin than the server's.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { launchChromium } from "../support/chromium.ts";
import { done, numbers, sent, url, userId, writeKey } from "./plan.ts";

const snippet = process.env.SNIPPET === "true";
const packaged = createRequire(import.meta.url);
const library = packaged.resolve("@segment/analytics-next/dist/umd/index.js");
const standalone = packaged.resolve("@segment/analytics-next/dist/umd/standalone.js");
const files: Record<string, { type: string; body: string | Buffer }> = {
  "/": {
    type: "text/html",
    body: `<!doctype html><html lang="en"><head><title>Shop</title></head><body>
      <script src="/analytics.js"></script><script src="/snippet.js"></script>
      <script src="/page.js"></script></body></html>`,
  },
  "/analytics.js": { type: "text/javascript", body: snippet ? "" : await readFile(library) },
  "/analytics.min.js": { type: "text/javascript", body: await readFile(standalone) },
  "/snippet.js": {
    type: "text/javascript",
    body: await readFile(new URL("segment-snippet.js", import.meta.url)),
  },
  "/page.js": { type: "text/javascript", body: await readFile(new URL("segment-page.js", import.meta.url)) },
};
const site = createServer((request, response) => {
  const file = files[new URL(request.url ?? "/", "http://localhost").pathname];
  if (!file) return response.writeHead(404).end();
  return response.writeHead(200, { "content-type": file.type }).end(file.body);
}).listen(0, "localhost");
await once(site, "listening");

const browser = await launchChromium();
const page = await browser.newPage();
page.on("pageerror", (error) => process.stderr.write(`page: ${error.message}\n`));
page.on("console", (message) => process.stderr.write(`page: ${message.text()}\n`));
const elsewhere: string[] = [];
page.on("request", (request) => {
  if (!["localhost", "127.0.0.1"].includes(new URL(request.url()).hostname)) elsewhere.push(request.url());
});
await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);

await page.evaluate((settings) => window.shop.load(settings), {
  writeKey,
  url,
  batching: process.env.BATCHING === "true",
  snippet,
});
for await (const n of numbers()) {
  sent(await page.evaluate(([number, user]) => window.shop.send(number, user), [n, userId(n)] as const));
}
await done();
await browser.close();
site.close();
if (elsewhere.length > 0) throw new Error(`the page asked others: ${elsewhere.join(", ")}`);
