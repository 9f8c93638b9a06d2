import type { QueryClient } from "@tanstack/react-query";
import { createRoute, createRouter, redirect } from "@tanstack/react-router";
import { caseRoutes } from "./cases/routes.tsx";
import { customerRoutes } from "./customers/routes.tsx";
import { inboxRoutes } from "./inbox/routes.tsx";
import { journeyRoutes } from "./journeys/routes.tsx";
import { liveRoutes } from "./live/routes.tsx";
import { memberRoutes } from "./members/routes.tsx";
import { playbookRoutes } from "./playbooks/routes.tsx";
import { responseRoutes } from "./responses/routes.tsx";
import { inside, root } from "./routes.tsx";
import { loginRoute, passwordRoutes, sessionRoutes } from "./session/routes.tsx";
import { settingRoutes } from "./settings/routes.tsx";
import { sourceRoutes } from "./sources/routes.tsx";
import { surveyRoutes } from "./surveys/routes.tsx";
import { traceRoutes } from "./traces/routes.tsx";
import { Broken, Loading } from "./ui/states.tsx";
import { unitRoutes } from "./units/routes.tsx";

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inbox", replace: true });
  },
});

const tree = root.addChildren([
  loginRoute,
  ...passwordRoutes,
  inside.addChildren([
    home,
    ...caseRoutes,
    ...customerRoutes,
    ...inboxRoutes,
    ...journeyRoutes,
    ...liveRoutes,
    ...playbookRoutes,
    ...responseRoutes,
    ...surveyRoutes,
    ...unitRoutes,
    ...memberRoutes,
    ...settingRoutes,
    ...sessionRoutes,
    ...sourceRoutes,
    ...traceRoutes,
  ]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    defaultPendingComponent: Loading,
    defaultErrorComponent: Broken,
    scrollRestoration: true,
    // What no route knows is taken out of the address, see `ui/search.ts`.
    search: { strict: true },
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
