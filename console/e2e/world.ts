// A small chain for the browser's tests, made through the public contract: a store with an owner, customers with
// orders, answers good and bad, and two customers who turned out to be one.

import { setTimeout as sleep } from "node:timers/promises";
import { Touchstone } from "../../tests/support/touchstone.ts";

const WAIT_MS_MAX = 15_000;

export const OWNER = { email: "li.na@example.com", password: "steamed buns at dawn" };

export const CUSTOMERS = [
  { userId: "u-1", name: "王秀兰", phone: "+8613800002207", total: 186 },
  { userId: "u-2", name: "陈建国", phone: "+8613900003318", total: 92 },
  { userId: "u-3", name: "Anna Smith", phone: "+8613700004429", total: 240 },
  { userId: "u-4", name: "赵敏", phone: "+8613600005530", total: 58 },
];

const DISHES = [
  { product_id: "D01", name: "酸菜鱼", category: "spicy", price: 86, quantity: 1 },
  { product_id: "D09", name: "番茄蛋汤", category: "light", price: 22, quantity: 2 },
];

interface Draft {
  pages: { questions: { id: string; title: Record<string, string> }[] }[];
}

export class World {
  readonly server: Touchstone;
  readonly survey: string;
  readonly store: string;

  private constructor(server: Touchstone, survey: string, store: string) {
    this.server = server;
    this.survey = survey;
    this.store = store;
  }

  static async build(): Promise<World> {
    const server = await Touchstone.start();
    const { items } = await server.get<{ items: { id: string }[] }>("/v1/units");
    const store = await server.post<{ id: string }>("/v1/units", {
      parent: items[0]?.id,
      kind: "store",
      code: "S001",
      name: "西湖店",
    });
    const owner = await server.post<{ id: string }>("/v1/members", {
      ...OWNER,
      name: "李娜",
      role: "manager",
      units: [store.id],
    });
    await server.patch(`/v1/units/${store.id}`, { owner: owner.id });
    const { survey } = await server.post<{ survey: string }>("/v1/starter", { active: true });
    const world = new World(server, survey, store.id);
    await world.#orders();
    await world.#merge();
    await world.answer("u-1", 3, "等位太久，汤是凉的");
    await world.answer("u-2", 10, "鱼很嫩，服务员很热情");
    return world;
  }

  /** A customer answers how likely they are to recommend, in their words. */
  async answer(userId: string, recommend: number, comment: string): Promise<void> {
    const customer = await this.customer(`user:${userId}`);
    const { url } = await this.server.post<{ url: string }>(`/v1/surveys/${this.survey}/links`, {
      kind: "personal",
      params: { customer, unit: this.store },
    });
    const response = await fetch(this.server.url + new URL(url).pathname, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ answers: { recommend, comment } }),
    });
    if (!response.ok) throw new Error(`an answer: ${response.status} ${await response.text()}`);
  }

  /** Changes the survey's draft: the first question says it in other words, the second is gone. */
  async change(): Promise<void> {
    const path = `/v1/surveys/${this.survey}`;
    const { draft } = await this.server.get<{ draft: Draft }>(path);
    const [page] = draft.pages;
    const [first] = page?.questions ?? [];
    if (first) first.title.en = "Would you recommend us?";
    page?.questions.splice(1, 1);
    await this.server.put(path, draft);
  }

  /** The id of whom an identity leads to. */
  async customer(identity: string): Promise<string> {
    const deadline = Date.now() + WAIT_MS_MAX;
    while (Date.now() < deadline) {
      const path = `/v1/customers?identity=${encodeURIComponent(identity)}`;
      const [found] = (await this.server.get<{ items: { id: string }[] }>(path)).items;
      if (found) return found.id;
      await sleep(50);
    }
    throw new Error(`no customer has ${identity}`);
  }

  async #orders(): Promise<void> {
    const batch = CUSTOMERS.map(({ userId, name, phone, total }, n) => ({
      type: "track",
      messageId: `order-${userId}`,
      userId,
      event: "Order Completed",
      timestamp: new Date(Date.now() - (n + 1) * 3_600_000).toISOString(),
      context: { traits: { name, phone } },
      properties: { order_id: `order-${userId}`, unit: "S001", channel: "dine_in", total, products: DISHES },
    }));
    await this.#send(batch);
  }

  /** Somebody buys without a name on a tablet, and then says who they are. */
  async #merge(): Promise<void> {
    const visit = {
      type: "track",
      messageId: "tablet-1",
      anonymousId: "tablet-1",
      event: "Product Viewed",
      properties: { product_id: "D01", unit: "S001" },
    };
    await this.#send([visit]);
    await this.customer("anonymous:tablet-1");
    await this.#send([{ ...visit, messageId: "tablet-2", userId: "u-4" }]);
  }

  async #send(batch: object[]): Promise<void> {
    const key = await this.server.source("till");
    const response = await fetch(`${this.server.url}/v1/batch`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch }),
    });
    if (!response.ok) throw new Error(`events: ${response.status} ${await response.text()}`);
  }
}
