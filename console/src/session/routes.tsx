import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside, root } from "../routes.tsx";
import { place } from "../ui/search.ts";

export const loginRoute = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search) => place(search, "next"),
  component: lazyRouteComponent(() => import("./LoginPage.tsx"), "LoginPage"),
});

/** For those who cannot log in. */
export const passwordRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: "/forgot-password",
    component: lazyRouteComponent(() => import("./ForgotPage.tsx"), "ForgotPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/set-password",
    component: lazyRouteComponent(() => import("./SetPasswordPage.tsx"), "SetPasswordPage"),
  }),
] as const;

export const sessionRoutes = [
  createRoute({
    getParentRoute: () => inside,
    path: "/me",
    component: lazyRouteComponent(() => import("./MePage.tsx"), "MePage"),
  }),
] as const;
