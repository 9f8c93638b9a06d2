import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";

export const liveRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/live",
    staticData: { isScoped: true },
    component: lazyRouteComponent(() => import("./LivePage.tsx"), "LivePage"),
  }),
] as const;
