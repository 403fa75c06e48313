// Chromium and a site of a customer's: pages served from another port, so that everything is cross-origin as in life.
import http from "node:http";
import { chromium } from "playwright-core";
import { until } from "./until.mjs";

const executablePath = process.env.CHROMIUM_BIN ?? "/usr/bin/chromium";

export function launchChromium() {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
      // posthog-js takes a browser that says it is automated for a bot, and captures nothing.
      "--disable-blink-features=AutomationControlled",
      // The same goes for a headless one; a page's own user agent is no longer in force while it is being left.
      "--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
    ],
  });
}

// Serves `pages` ({"/path": "html" or {type, body}}) on a loopback port of its own.
export async function serveSite(pages) {
  const server = http.createServer((request, response) => {
    const path = new URL(request.url, "http://site").pathname;
    const page = pages[path];
    if (page === undefined) {
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    const { type, body } = typeof page === "string" ? { type: "text/html; charset=utf-8", body: page } : page;
    response.writeHead(200, { "content-type": type }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    pages,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

// A page in a fresh profile. `problems` collects console errors, uncaught errors and failed requests; `requests` the
// addresses that were asked for.
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.problems = [];
  page.requests = [];
  page.on("console", (message) => {
    if (message.type() === "error") page.problems.push(message.text());
  });
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("requestfailed", (request) => page.problems.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on("request", (request) =>
    page.requests.push({
      url: request.url(),
      method: request.method(),
      type: request.resourceType(),
      headers: request.headers(),
    }),
  );
  if (url) await page.goto(url);
  return page;
}

// Waits until the stored events satisfy `enough`, and gives them.
export function untilStored(leapfrog, filter, enough, project = leapfrog.project) {
  return until(
    async () => {
      const events = await leapfrog.events(filter, project);
      return enough(events) ? events : undefined;
    },
    { timeout: 30_000, interval: 150, what: `events for ${JSON.stringify(filter)}` },
  );
}
