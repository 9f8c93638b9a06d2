// A chain with a survey that asks about four touchpoints, answered at two stores over two channels: one store is good,
// the other's waiting and food are not.

import { Touchstone } from "../../tests/support/touchstone.ts";

const QUESTIONS = [
  ["recommend", "nps", "您有多大可能把我们推荐给朋友？", "How likely are you to recommend us?"],
  ["wait", "csat", "等位体验如何？", "How was the wait?"],
  ["food", "csat", "菜品如何？", "How was the food?"],
  ["order", "ces", "点餐是否轻松？", "Was it easy to order?"],
] as const;

/** What each store's customers answer, again and again. */
const HAPPY = { recommend: [10, 9, 10, 8], wait: [5, 4, 5, 4], food: [5, 5, 4, 5], order: [7, 6, 7, 6] };
const UNHAPPY = { recommend: [3, 6, 8, 2], wait: [2, 1, 3, 2], food: [2, 4, 1, 3], order: [5, 4, 6, 3] };

/** Touchpoints of the restaurant's template, and the question that asks about each. */
const ASKED: Record<string, string> = { wait: "wait", food: "food", order: "order", return: "recommend" };

export const STORES = ["西湖店", "外滩店"];

interface Template {
  key: string;
  name: Record<string, string>;
  stages: { touchpoints: { id: string; metric: string; asked?: { survey: string; question: string }[] }[] }[];
}

export class JourneyWorld {
  readonly server: Touchstone;
  readonly survey: string;
  readonly stores: string[];
  readonly journey: string;

  private constructor(server: Touchstone, survey: string, stores: string[], journey: string) {
    this.server = server;
    this.survey = survey;
    this.stores = stores;
    this.journey = journey;
  }

  static async build(rounds = 10): Promise<JourneyWorld> {
    const server = await Touchstone.start();
    const { items } = await server.get<{ items: { id: string }[] }>("/v1/units");
    const stores: string[] = [];
    for (const [nth, name] of STORES.entries()) {
      const made = await server.post<{ id: string }>("/v1/units", {
        parent: items[0]?.id,
        kind: "store",
        code: `S00${nth + 1}`,
        name,
      });
      stores.push(made.id);
    }
    const survey = await surveyOf(server);
    const templates = await server.get<{ items: Template[] }>("/v1/journeys/templates");
    const restaurant = templates.items.find(({ key }) => key === "restaurant");
    if (!restaurant) throw new Error("there is a template for restaurants");
    for (const touchpoint of restaurant.stages.flatMap(({ touchpoints }) => touchpoints)) {
      const question = ASKED[touchpoint.id];
      if (question) touchpoint.asked = [{ survey, question }];
    }
    const { name, stages } = restaurant;
    const journey = await server.post<{ id: string }>("/v1/journeys", { name, stages });
    const world = new JourneyWorld(server, survey, stores, journey.id);
    await world.#answers(rounds);
    return world;
  }

  /** Answers through an open link, which leads to `params`. */
  async answer(params: object, answers: object): Promise<void> {
    const { url } = await this.server.post<{ url: string }>(`/v1/surveys/${this.survey}/links`, {
      kind: "open",
      params,
    });
    await this.#post(new URL(url).pathname, answers);
  }

  async #answers(rounds: number): Promise<void> {
    for (const [nth, unit] of this.stores.entries()) {
      for (const channel of ["dine_in", "delivery"]) await this.#answersOf(nth, { unit, channel }, rounds);
    }
  }

  /** What the customers of a store answer, round by round; the first also say something. */
  async #answersOf(store: number, params: object, rounds: number): Promise<void> {
    const { url } = await this.server.post<{ url: string }>(`/v1/surveys/${this.survey}/links`, {
      kind: "open",
      params,
    });
    const numbers = Object.entries(store === 0 ? HAPPY : UNHAPPY);
    for (let round = 0; round < rounds; round += 1) {
      const answers = Object.fromEntries(numbers.map(([question, given]) => [question, given[round % 4]]));
      const comment = store === 0 ? "服务很周到" : "等位太久";
      await this.#post(new URL(url).pathname, round === 0 ? { ...answers, comment } : answers);
    }
  }

  async #post(path: string, answers: object): Promise<void> {
    const response = await fetch(this.server.url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ answers }),
    });
    if (!response.ok) throw new Error(`an answer: ${response.status} ${await response.text()}`);
  }
}

async function surveyOf(server: Touchstone): Promise<string> {
  const questions = QUESTIONS.map(([id, kind, chinese, english]) => ({
    id,
    kind,
    required: false,
    touchpoint: id,
    title: { "zh-CN": chinese, en: english },
  }));
  const comment = { "zh-CN": "还有什么想说的？", en: "Anything else?" };
  const { id } = await server.post<{ id: string }>("/v1/surveys", {
    version: 1,
    name: "到店体验",
    default_language: "zh-CN",
    languages: ["zh-CN", "en"],
    title: { "zh-CN": "到店体验", en: "Your visit" },
    paging: "one_page",
    pages: [
      {
        id: "visit",
        questions: [
          ...questions,
          { id: "comment", kind: "text", required: false, multiline: true, title: comment },
        ],
      },
    ],
  });
  await server.post(`/v1/surveys/${id}/publish`, {});
  return id;
}
