import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { filterOf } from "../responses/filter.ts";
import { inside } from "../routes.tsx";
import { choice, cursor, number, text } from "../ui/search.ts";
import { viewOf } from "./results/view.ts";

export const surveyRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/surveys",
    validateSearch: (search) => cursor(search),
    component: lazyRouteComponent(() => import("./SurveysPage.tsx"), "SurveysPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/surveys/$surveyId",
    staticData: { isScoped: true },
    validateSearch: (search) => ({
      ...choice(search, "tab", ["questions", "responses", "links", "reach"]),
      ...choice(search, "kind", ["single_use", "personal", "all"]),
      ...cursor(search),
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
  createRoute({
    getParentRoute: () => inside,
    path: "/surveys/$surveyId/results",
    staticData: { isScoped: true },
    validateSearch: viewOf,
    component: lazyRouteComponent(() => import("./results/ResultsPage.tsx"), "ResultsPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/surveys/$surveyId/versions",
    // Versions are the same everywhere; the bar stays so that nothing jumps from tab to tab.
    staticData: { isScoped: true },
    validateSearch: (search) => ({
      ...number(search, "version"),
      ...number(search, "from"),
      ...cursor(search),
    }),
    component: lazyRouteComponent(() => import("./versions/VersionsPage.tsx"), "VersionsPage"),
  }),
] as const;
