import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { choice } from "../ui/search.ts";

export const inboxRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/inbox",
    validateSearch: (search) => ({
      ...choice(search, "tab", ["notes"]),
      ...choice(search, "sort", ["due"]),
    }),
    component: lazyRouteComponent(() => import("./InboxPage.tsx"), "InboxPage"),
  }),
] as const;
