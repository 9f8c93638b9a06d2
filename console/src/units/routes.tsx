import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { id } from "../ui/search.ts";

export const unitRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/units",
    validateSearch: (search) => id(search, "at", "unt"),
    component: lazyRouteComponent(() => import("./UnitsPage.tsx"), "UnitsPage"),
  }),
] as const;
