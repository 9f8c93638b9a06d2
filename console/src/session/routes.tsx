import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside, root } from "../routes.tsx";
import { text } from "../ui/search.ts";

export const loginRoute = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search) => ({ ...text(search, "next") }),
  component: lazyRouteComponent(() => import("./LoginPage.tsx"), "LoginPage"),
});

export const sessionRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/me",
    component: lazyRouteComponent(() => import("./MePage.tsx"), "MePage"),
  }),
] as const;
