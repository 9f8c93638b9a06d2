import "./theme/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueries } from "./api/queries.ts";
import { startWords } from "./i18n/index.ts";
import { makeRouter } from "./router.tsx";
import { ThemeProvider } from "./theme/ThemeProvider.tsx";

const queries = makeQueries(() => {
  const { pathname, href } = router.state.location;
  if (pathname !== "/login") void router.navigate({ to: "/login", search: { next: href } });
});
const router = makeRouter(queries);

const place = document.getElementById("root");
if (!place) throw new Error("index.html has a place for the console");
await startWords();
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ThemeProvider>
        <RouterProvider router={router} />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);

// Where a console is opened over plain http there is none: browsers want https or this machine for it.
if (import.meta.env.PROD && "serviceWorker" in navigator) void navigator.serviceWorker.register("/sw.js");
