import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "../routes.tsx";
import { choice, cursor, id, text } from "../ui/search.ts";
import { KINDS } from "./moments.ts";
import { ORDERS } from "./queries.ts";

export const customerRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/customers",
    staticData: { isScoped: true },
    validateSearch: (search) => ({
      ...text(search, "q"),
      ...text(search, "tag"),
      ...id(search, "unit", "unt"),
      ...choice(search, "sort", ORDERS),
      ...cursor(search),
    }),
    component: lazyRouteComponent(() => import("./CustomersPage.tsx"), "CustomersPage"),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: "/customers/$customerId",
    validateSearch: (search) => ({ ...choice(search, "tab", KINDS) }),
    component: lazyRouteComponent(() => import("./CustomerPage.tsx"), "CustomerPage"),
  }),
] as const;
