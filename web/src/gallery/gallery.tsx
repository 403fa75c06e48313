// Every state of charts and controls on one page, for looking at them while working on them: /gallery.html of the
// development server. It is no page of the app and not in what is built.
import "@/app.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { Button } from "@/ui/button";
import { Toasts } from "@/ui/toast";
import { TooltipProvider } from "@/ui/tooltip";
import { chartStates } from "./chart-states";
import { controlStates } from "./control-states";
import { rowStates } from "./row-states";
import { tableStates } from "./table-states";

export interface State {
  title: string;
  shown: ReactNode;
  wide?: boolean;
}

const rooms: ReadonlyArray<{ title: string; states: readonly State[] }> = [
  { title: "Charts", states: chartStates },
  { title: "Tables of records", states: tableStates },
  { title: "Rows of SQL", states: rowStates },
  { title: "Controls and states", states: controlStates },
];

function turnTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
}

function Gallery() {
  return (
    <main className="mx-auto max-w-[1440px] p-4 md:p-6">
      <header className="flex items-center justify-between pb-4">
        <h1 className="text-xl font-semibold tracking-tight">Gallery</h1>
        <Button onClick={turnTheme}>Other theme</Button>
      </header>
      {rooms.map(({ title, states }) => (
        <section key={title} aria-label={title} className="pb-8">
          <h2 className="pb-3 text-base font-semibold">{title}</h2>
          <div className="grid gap-4 lg:grid-cols-2">
            {states.map((state) => (
              <figure
                key={state.title}
                className={`min-w-0 rounded-lg border border-line bg-surface ${state.wide ? "lg:col-span-2" : ""}`}
              >
                <figcaption className="border-b border-line px-4 py-2 text-xs text-ink-2">{state.title}</figcaption>
                <div className="relative p-4">{state.shown}</div>
              </figure>
            ))}
          </div>
        </section>
      ))}
    </main>
  );
}

const root = document.getElementById("root");
if (!root) throw new Error("gallery.html has no #root");

createRoot(root).render(
  <QueryClientProvider client={new QueryClient()}>
    <TooltipProvider>
      <Gallery />
      <Toasts />
    </TooltipProvider>
  </QueryClientProvider>,
);
