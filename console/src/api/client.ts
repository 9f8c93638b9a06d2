// The one way to the server: typed by its document, with the headers that a change needs.

import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema.ts";

export type Schemas = components["schemas"];

/** What the server refused, as it says it (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: Schemas["Code"] | "unreachable";
  readonly fields: Schemas["FieldProblem"][];

  constructor(status: number, problem: Partial<Schemas["Problem"]>) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? "internal";
    this.fields = problem.errors ?? [];
  }
}

/** The server could not be asked: no network, or it is starting. */
class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** A key that no other request has. `randomUUID` is missing where a console is opened over plain http. */
export function once(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

const headers: Middleware = {
  onRequest({ request }) {
    if (request.method === "GET") return;
    request.headers.set("touchstone-csrf", "1");
    if (request.method === "POST" && !request.headers.has("idempotency-key")) {
      request.headers.set("idempotency-key", once());
    }
  },
};

export const api = createClient<paths, "application/json">({
  baseUrl: "/",
  // `fetch` is looked up late, and a failed one is told from what the server says.
  fetch: async (request) => {
    try {
      return await globalThis.fetch(request);
    } catch (error) {
      throw new Unreachable("the server cannot be reached", { cause: error });
    }
  },
});
api.use(headers);

/** What the server answered, or the problem as an exception. */
export async function answered<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  throw new ApiProblem(response.status, typeof error === "object" && error !== null ? error : {});
}
