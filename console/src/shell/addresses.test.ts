// What an address says may be typed by anyone: no route hands on what it does not know.

import assert from "node:assert/strict";
import { register } from "node:module";
import { before, test } from "node:test";
import { QueryClient } from "@tanstack/react-query";
import { createMemoryHistory } from "@tanstack/react-router";
import type { makeRouter } from "../router.tsx";

/** Names under which any words may stand: those that people type, and the brand's own. */
const FREE = new Set(["at", "channel", "other_channel", "q", "tag"]);

type Router = ReturnType<typeof makeRouter>;
type Parse = (search: Record<string, unknown>) => Record<string, unknown>;

let router: Router;

before(async () => {
  // Routes name their pages, and the frame around them its styles.
  const styles = `export const load = (url, context, next) =>
    url.endsWith(".css") ? { format: "module", source: "export default {}", shortCircuit: true } : next(url, context);`;
  register(`data:text/javascript,${encodeURIComponent(styles)}`);
  router = (await import("../router.tsx")).makeRouter(new QueryClient());
});

test("a name that a route knows holds what makes sense there, or nothing", () => {
  let parsed = 0;
  for (const [id, route] of Object.entries(router.routesById)) {
    const parse = route.options.validateSearch as Parse | undefined;
    if (!parse) continue;
    parsed += 1;
    for (const given of ["no sense!", ["open"], { state: "open" }, null, -1.5]) {
      // Whatever name it asks for, this stands there.
      const search = new Proxy({}, { get: () => given });
      const taken: string[] = Object.keys(parse(search)).filter((name) => !(isWord(given) && FREE.has(name)));
      assert.deepEqual(taken, [], `${id} with ${JSON.stringify(given)}`);
    }
  }
  assert.ok(parsed > 10, "the routes are there");
});

const isWord = (given: unknown): boolean => typeof given === "string" || typeof given === "number";

test("what no route knows is taken out of the address", () => {
  const unit = "unt_01jd0m6x4pfk2v9w3q8r7t5y1z";
  assert.equal(cleaned("/cases?state=foo&tab=nonsense&unit=west&from=garbage&shoes=1"), "/cases");
  assert.equal(cleaned(`/cases?state=open&kind=foo&unit=${unit}`), `/cases?unit=${unit}&state=open`);
  assert.equal(cleaned("/settings?tab=nonsense&thing=shoe&until=never"), "/settings");
  assert.equal(cleaned("/surveys/srv_1/versions?version=two&from=-1"), "/surveys/srv_1/versions");
  assert.equal(cleaned("/live?tab=nonsense"), "/live");
});

/** What becomes of an address when the console is opened with it: this is how the router itself asks, once it is mounted. */
function cleaned(address: string): string {
  router.update({
    ...router.options,
    history: createMemoryHistory({ initialEntries: [address] }),
  } as Parameters<Router["update"]>[0]);
  const { pathname } = router.latestLocation;
  return router.buildLocation({ to: pathname, search: true, _includeValidateSearch: true } as never).href;
}
