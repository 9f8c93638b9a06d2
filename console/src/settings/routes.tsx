import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { choice, cursor } from "../ui/search.ts";
import { auditFilterOf } from "./auditFilter.ts";
import { TABS } from "./tabs.ts";

export const settingRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/settings",
    validateSearch: (search) => ({
      ...choice(search, "tab", TABS),
      ...cursor(search),
      ...auditFilterOf(search),
    }),
    component: lazyRouteComponent(() => import("./SettingsPage.tsx"), "SettingsPage"),
  }),
] as const;
