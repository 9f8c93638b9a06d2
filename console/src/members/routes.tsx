import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { text } from "../ui/search.ts";

export const memberRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/members",
    validateSearch: (search) => ({ ...text(search, "cursor") }),
    component: lazyRouteComponent(() => import("./MembersPage.tsx"), "MembersPage"),
  }),
] as const;
