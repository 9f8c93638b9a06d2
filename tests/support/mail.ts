// A real mail server (aiosmtpd), and the mail that it took.

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Program, python } from "./programs.ts";

const WAIT_MS_MAX = 30_000;

export interface Mail {
  subject: string;
  text: string;
  to_envelope: string[];
}

export class MailServer {
  readonly #program: Program<number>;
  readonly #folder: string;
  readonly port: number;

  private constructor(program: Program<number>, folder: string, port: number) {
    this.#program = program;
    this.#folder = folder;
    this.port = port;
  }

  static async start(): Promise<MailServer> {
    const folder = await mkdtemp(join(tmpdir(), "touchstone-mail-"));
    const program = new Program<number>([
      ...python("../crates/engine/tests/receivers/mail_server.py"),
      folder,
    ]);
    return new MailServer(program, folder, await program.line(() => true));
  }

  /** The newest mail to an address, there already or yet to come, beyond the first `known`. */
  async to(address: string, known = 0): Promise<Mail> {
    const deadline = Date.now() + WAIT_MS_MAX;
    while (Date.now() < deadline) {
      const found: Mail[] = [];
      for (const name of (await readdir(this.#folder)).sort()) {
        const text = await readFile(join(this.#folder, name), "utf8");
        // A file that is still being written is empty or cut off.
        if (!text.endsWith("}")) continue;
        const mail = JSON.parse(text) as Mail;
        if (mail.to_envelope.includes(address)) found.push(mail);
      }
      const newest = found.at(-1);
      if (newest && found.length > known) return newest;
      await sleep(100);
    }
    throw new Error(`no mail to ${address} came within ${WAIT_MS_MAX} ms`);
  }

  async stop(): Promise<void> {
    this.#program.abandon();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
