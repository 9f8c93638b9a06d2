// A receiver of webhooks that checks each signature as the Standard Webhooks specification says.

import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** How long the receiver takes for a request, so that several are always under way. */
const WORK_MS = 15;
const CLOCK_S_MAX = 300;

export class WebhookReceiver {
  readonly #server: Server;
  readonly requests: { id: string; isSigned: boolean }[] = [];
  /** `whsec_…`, once it is known. */
  secret = "";

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const { headers } = request;
      const isSigned = isGenuine(this.secret, headers, Buffer.concat(parts));
      this.requests.push({ id: String(headers["webhook-id"]), isSigned });
      setTimeout(() => response.writeHead(204).end(), WORK_MS);
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.#server.listen(0, "127.0.0.1");
    await once(receiver.#server, "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

function isGenuine(secret: string, headers: IncomingHttpHeaders, body: Buffer): boolean {
  const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signatures } = headers;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key).update(`${id}.${at}.`).update(body).digest();
  const isRecent = Math.abs(Date.now() / 1000 - Number(at)) < CLOCK_S_MAX;
  const given = String(signatures).split(" ");
  return (
    isRecent &&
    given.some((signature) => {
      const bytes = Buffer.from(signature.replace(/^v1,/, ""), "base64");
      return bytes.length === expected.length && timingSafeEqual(bytes, expected);
    })
  );
}
