import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { text } from "../ui/search.ts";

export const unitRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/units",
    validateSearch: (search) => ({ ...text(search, "at") }),
    component: lazyRouteComponent(() => import("./UnitsPage.tsx"), "UnitsPage"),
  }),
] as const;
