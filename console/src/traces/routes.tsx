import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";

export const traceRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/traces/$messageId",
    component: lazyRouteComponent(() => import("./TracePage.tsx"), "TracePage"),
  }),
] as const;
