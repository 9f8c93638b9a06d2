import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { choice, cursor, flag, id } from "../ui/search.ts";
import { DAYS, ORDERS, STATES } from "./queries.ts";

export const caseRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/cases",
    staticData: { isScoped: true },
    validateSearch: (search) => ({
      ...choice(search, "state", STATES),
      ...choice(search, "tab", ["board", "figures"]),
      ...choice(search, "days", DAYS),
      ...id(search, "unit", "unt"),
      ...id(search, "owner", "mbr"),
      ...flag(search, "late"),
      ...choice(search, "sort", ORDERS),
      ...cursor(search),
    }),
    component: lazyRouteComponent(() => import("./CasesPage.tsx"), "CasesPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/cases/$caseId",
    component: lazyRouteComponent(() => import("./CasePage.tsx"), "CasePage"),
  }),
] as const;
