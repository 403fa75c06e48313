// The web app in Chromium against a served Leapfrog: opening it signed in, taking pictures, judging a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launchChromium } from "../harness/browser.mjs";
import { outputDirectory } from "../harness/directories.mjs";
import { owner, startLeapfrog } from "../harness/leapfrog.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

// A server with its first user, and a browser. Use in `before`, and `close` in `after`.
export async function startApp(label, options = {}) {
  const leapfrog = await startLeapfrog({ label, ...options });
  const browser = await launchChromium();
  const close = async () => {
    await browser.close();
    await leapfrog.stop();
  };
  return { leapfrog, browser, close };
}

// A page in a profile of its own. `page.problems` collects what a person would not see but should not happen: console
// errors, uncaught errors, broken Content-Security-Policy, requests to anybody else.
export async function openProfile(browser, url, { viewport = desktop, theme = "light", ...options } = {}) {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-GB",
    ...options,
  });
  const page = await context.newPage();
  page.problems = [];
  page.on("console", (message) => message.type() === "error" && page.problems.push(message.text()));
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) page.problems.push(`request to somebody else: ${request.url()}`);
  });
  page.setDefaultTimeout(15_000);
  return page;
}

export async function signIn(page, { email, password } = owner) {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/project\/\d+\//);
}

export async function openSignedIn({ leapfrog, browser }, options) {
  const page = await openProfile(browser, leapfrog.url, options);
  await signIn(page);
  return page;
}

export function picture(page, name) {
  return page.screenshot({ path: join(outputDirectory(), `web-${name}.png`) });
}

// Nothing wider than the screen: the page must not scroll sideways.
export async function assertFits(page) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wider <= 0, `${page.url()} is ${wider} px wider than the screen`);
}

// No serious or critical finding of axe. The page's own policy forbids foreign scripts, so axe comes in by the debugger.
export async function assertAccessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const grave = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const text = grave.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html.slice(0, 200)}`);
  assert.deepEqual(text, [], page.url());
}

// The event names in the list, top to bottom.
export function listedEvents(page) {
  return page.locator('[role="row"][aria-expanded] bdi[title]').evaluateAll((all) => all.map((each) => each.title));
}
