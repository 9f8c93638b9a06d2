import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { choice } from "../ui/search.ts";

export const sourceRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/sources",
    component: lazyRouteComponent(() => import("./SourcesPage.tsx"), "SourcesPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/sources/$sourceId",
    validateSearch: (search) => ({ ...choice(search, "tab", ["live", "rejected", "snippets"]) }),
    component: lazyRouteComponent(() => import("./SourcePage.tsx"), "SourcePage"),
  }),
] as const;
