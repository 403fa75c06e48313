// The web app in Chromium against a served Leapfrog: opening it signed in, taking pictures, judging a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { launchChromium } from "../harness/browser.mjs";
import { outputDirectory } from "../harness/directories.mjs";
import { owner, startLeapfrog } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";

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
  page.on("console", (message) => {
    if (message.type() === "error" && !isLateQuestion(message)) page.problems.push(message.text());
  });
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) page.problems.push(`request to somebody else: ${request.url()}`);
  });
  page.setDefaultTimeout(30_000);
  return page;
}

// The progress of a question that takes a while may be asked for just as its answer comes: then there is none any more.
function isLateQuestion(message) {
  return message.text().includes("404 (Not Found)") && /\/query\/[0-9a-f-]{36}\/$/.test(message.location().url);
}

// What a page shows follows a click a moment later. Reads until what is read is as expected, and says the difference when
// it never is.
export async function shows(read, expected, what = "what is shown") {
  let seen;
  const isSo = async () => {
    seen = await read();
    return isDeepStrictEqual(seen, expected);
  };
  await until(isSo, { timeout: 30_000 }).catch((error) => {
    assert.deepEqual(seen, expected, what);
    throw error;
  });
}

// So many there are, in the end.
export function hasCount(locator, count, what = String(locator)) {
  return shows(() => locator.count(), count, what);
}

// A dialog or a panel hears keys a moment after it is there.
export function closeByEscape(page, dialog) {
  const closes = async () => {
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached", timeout: 3_000 });
    return true;
  };
  return until(closes, { timeout: 30_000, what: "Escape closing it" });
}

// Nothing on the page waits for an answer, and no earlier answer stands in for the next one.
export async function settled(page) {
  await page.locator('[aria-label="Loading"]').first().waitFor({ state: "detached" });
  await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
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

// Nothing wider than the screen: neither the page nor what scrolls in it moves sideways.
export async function assertFits(page) {
  const wider = () =>
    page.evaluate(() => {
      const inside = document.getElementById("page");
      return Math.max(
        document.documentElement.scrollWidth - window.innerWidth,
        inside ? inside.scrollWidth - inside.clientWidth : 0,
      );
    });
  await until(async () => (await wider()) <= 0, { timeout: 30_000 }).catch(async () => {
    assert.fail(`${page.url()} is ${await wider()} px wider than the screen`);
  });
}

// No serious or critical finding of axe. The page's own policy forbids foreign scripts, so axe comes in by the debugger.
// What is being replaced is dimmed meanwhile, so a finding counts when it stays.
export async function assertAccessible(page) {
  const graveFindings = async () => {
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const grave = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    return grave.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html.slice(0, 200)}`);
  };
  let findings;
  const none = async () => {
    findings = await graveFindings();
    return findings.length === 0;
  };
  await until(none, { timeout: 30_000, interval: 200 }).catch((error) => {
    assert.deepEqual(findings, [], page.url());
    throw error;
  });
}

// The event names in the list, top to bottom.
export function listedEvents(page) {
  return page.locator('[role="row"][aria-expanded] bdi[title]').evaluateAll((all) => all.map((each) => each.title));
}
