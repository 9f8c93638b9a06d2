import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { cursor } from "../ui/search.ts";
import { filterOf } from "./filter.ts";

export const responseRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/responses",
    staticData: { isScoped: true },
    validateSearch: (search) => ({ ...filterOf(search), ...cursor(search) }),
    component: lazyRouteComponent(() => import("./ResponsesPage.tsx"), "ResponsesPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/responses/$responseId",
    component: lazyRouteComponent(() => import("./ResponsePage.tsx"), "ResponsePage"),
  }),
] as const;
