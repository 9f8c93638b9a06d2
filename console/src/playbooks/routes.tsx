import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { choice, cursor } from "../ui/search.ts";

export const playbookRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/playbooks",
    validateSearch: (search) => cursor(search),
    component: lazyRouteComponent(() => import("./PlaybooksPage.tsx"), "PlaybooksPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/playbooks/$playbookId",
    validateSearch: (search) => ({ ...choice(search, "tab", ["steps", "runs"]), ...cursor(search) }),
    component: lazyRouteComponent(() => import("./PlaybookPage.tsx"), "PlaybookPage"),
  }),
] as const;
