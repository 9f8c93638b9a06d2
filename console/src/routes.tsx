// The routes that all others hang from. A concept's own are in `<concept>/routes.tsx`, each page in a file that
// is loaded when it is opened.

import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  Outlet,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";
import { ApiProblem } from "./api/client.ts";
import { accountQuery } from "./session/account.ts";
import { Shell } from "./shell/Shell.tsx";
import { id } from "./ui/search.ts";
import { NotFound } from "./ui/states.tsx";

export const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
});

/** Everything for which one has to be logged in. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  // The scope bar's unit goes along from page to page.
  validateSearch: (search: Record<string, unknown>) => id(search, "unit", "unt"),
  search: { middlewares: [retainSearchParams(["unit"])] },
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(accountQuery);
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== "unauthenticated") throw error;
      throw redirect({ to: "/login", search: { next: location.href }, replace: true });
    }
  },
  component: Shell,
});
