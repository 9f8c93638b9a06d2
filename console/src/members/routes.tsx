import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { cursor } from "../ui/search.ts";

export const memberRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/members",
    validateSearch: (search) => cursor(search),
    component: lazyRouteComponent(() => import("./MembersPage.tsx"), "MembersPage"),
  }),
] as const;
