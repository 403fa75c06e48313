// Starts the web app.
import "./app.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { preloadPages } from "./app/lazy-page";
import { queryClient } from "./app/query-client";
import { router } from "./app/router";
import { Toasts } from "./ui/toast";
import { TooltipProvider } from "./ui/tooltip";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <TooltipProvider delayDuration={300} skipDelayDuration={200}>
        <RouterProvider router={router} />
        <Toasts />
      </TooltipProvider>
    </QueryClientProvider>
  </StrictMode>,
);

// A public page leads to no other.
if (!location.pathname.startsWith("/shared/")) preloadPages();
