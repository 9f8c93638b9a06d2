import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { filterOf } from "../responses/filter.ts";
import { inside } from "../routes.tsx";
import { choice, text } from "../ui/search.ts";

export const surveyRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/surveys",
    validateSearch: (search) => ({ ...text(search, "cursor") }),
    component: lazyRouteComponent(() => import("./SurveysPage.tsx"), "SurveysPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/surveys/$surveyId",
    staticData: { isScoped: true },
    validateSearch: (search) => ({
      ...choice(search, "tab", ["questions", "responses", "links"]),
      ...text(search, "cursor"),
      ...filterOf(search),
    }),
    component: lazyRouteComponent(() => import("./SurveyPage.tsx"), "SurveyPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/surveys/$surveyId/edit",
    validateSearch: (search) => ({
      ...choice(search, "tab", ["questions", "logic", "languages", "settings", "look"]),
      ...text(search, "at"),
    }),
    component: lazyRouteComponent(() => import("./studio/StudioPage.tsx"), "StudioPage"),
  }),
] as const;
