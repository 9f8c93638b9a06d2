// A published survey with every kind of question, and links to it.

import { readFile } from "node:fs/promises";
import type { Touchstone } from "./touchstone.ts";

/** The parameters of a link that a test cares about. */
export interface LinkParameters {
  items?: { id: string; name: string }[];
  staff?: string;
  group?: string;
  order?: string;
}

const DISHES = [
  { id: "d1", name: "酸菜鱼" },
  { id: "d2", name: "小笼包" },
];

/** Publishes the survey that the golden files of the domain keep readable, and answers its id. */
export async function publishSurvey(server: Touchstone): Promise<string> {
  const golden = new URL("../../crates/domain/golden/survey-v1.json", import.meta.url);
  const { id: _, ...survey } = JSON.parse(await readFile(golden, "utf8")) as Record<string, unknown>;
  const { id } = await server.post<{ id: string }>("/v1/surveys", survey);
  await server.post(`/v1/surveys/${id}/publish`, {});
  return id;
}

/** The address of a new link that works once. */
export async function singleUseLink(
  server: Touchstone,
  survey: string,
  params: LinkParameters = { items: DISHES },
): Promise<string> {
  const { url } = await server.post<{ url: string }>(`/v1/surveys/${survey}/links`, {
    kind: "single_use",
    params,
  });
  return url;
}
