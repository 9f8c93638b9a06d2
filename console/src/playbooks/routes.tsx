import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { choice, text } from "../ui/search.ts";

export const playbookRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/playbooks",
    validateSearch: (search) => ({ ...text(search, "cursor") }),
    component: lazyRouteComponent(() => import("./PlaybooksPage.tsx"), "PlaybooksPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/playbooks/$playbookId",
    validateSearch: (search) => ({ ...choice(search, "tab", ["steps", "runs"]), ...text(search, "cursor") }),
    component: lazyRouteComponent(() => import("./PlaybookPage.tsx"), "PlaybookPage"),
  }),
] as const;
