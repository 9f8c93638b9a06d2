import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { flag, key } from "../ui/search.ts";
import { viewOf } from "./view.ts";

export const journeyRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/journeys",
    validateSearch: (search) => ({ ...flag(search, "all") }),
    component: lazyRouteComponent(() => import("./JourneysPage.tsx"), "JourneysPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/journeys/$journeyId",
    staticData: { isScoped: true },
    validateSearch: (search) => ({ ...viewOf(search), ...key(search, "touchpoint") }),
    component: lazyRouteComponent(() => import("./JourneyPage.tsx"), "JourneyPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/journeys/$journeyId/edit",
    component: lazyRouteComponent(() => import("./EditJourneyPage.tsx"), "EditJourneyPage"),
  }),
] as const;
