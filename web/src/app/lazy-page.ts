// Pages whose code is loaded when they are first opened, and ahead of time when the browser is idle, so that going to a
// page works while the server is away.
import { createElement, type FunctionComponent, use } from "react";
import { ApiError, unreachableCode } from "./client";
import { reportUnreachable } from "./reachability";

type LazyPage = FunctionComponent & { preload: () => Promise<void> };

const all: LazyPage[] = [];
const reloadedKey = "leapfrog.reloaded";

// The file of a page could not be loaded. Either the server is away, or it has been upgraded and the file is no more:
// then the whole app is loaded anew, though not again and again.
async function explain(): Promise<ApiError> {
  const alive = await fetch("/healthz", { cache: "no-store" }).then(
    (answer) => answer.ok,
    () => false,
  );
  if (!alive) {
    reportUnreachable();
    const detail = "The Leapfrog server cannot be reached.";
    return new ApiError(0, { type: "network_error", code: unreachableCode, detail }, null);
  }
  const last = Number(sessionStorage.getItem(reloadedKey) ?? 0);
  if (Date.now() - last > 60_000) {
    sessionStorage.setItem(reloadedKey, String(Date.now()));
    window.location.reload();
  }
  const detail = "A part of the app is missing on the server. Loading the page again may help.";
  return new ApiError(0, { type: "server_error", code: "missing_page", detail }, null);
}

export function lazyPage<Name extends string>(
  load: () => Promise<Record<Name, FunctionComponent>>,
  name: Name,
): LazyPage {
  let loading: Promise<Record<Name, FunctionComponent>> | undefined;
  const module = () => {
    loading ??= load().catch(async () => {
      loading = undefined;
      throw await explain();
    });
    return loading;
  };
  const page = Object.assign(() => createElement(use(module())[name]), { preload: () => module().then(() => {}) });
  all.push(page);
  return page;
}

export function preloadPages() {
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 500));
  // A page that cannot be loaded now is loaded when it is opened.
  idle(() => void Promise.allSettled(all.map((page) => page.preload())));
}
