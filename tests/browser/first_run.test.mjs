// A fresh server: signing up, connecting an app, seeing its first event; and inviting somebody.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { launchChromium } from "../harness/browser.mjs";
import { temporaryDirectory } from "../harness/directories.mjs";
import { binary, Leapfrog } from "../harness/leapfrog.mjs";
import { runProcess } from "../harness/processes.mjs";
import { until } from "../harness/until.mjs";
import { openProfile, picture, shows } from "./app.mjs";

let leapfrog;
let browser;
let page;
before(async () => {
  const data = join(temporaryDirectory("first-run"), "data");
  const made = await runProcess(binary, ["init", "--data", data]); // without a user: the first sign-up makes one
  assert.equal(made.code, 0, made.stderr);
  leapfrog = new Leapfrog(data, {}, [], {});
  await leapfrog.start();
  browser = await launchChromium();
  page = await openProfile(browser, leapfrog.url);
});
after(async () => {
  await browser?.close();
  await leapfrog?.stop();
});

it("signs the first user up, with errors at their fields", async () => {
  await page.goto("/");
  await page.waitForURL("**/signup");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("name"));
  await until(async () => (await focused()) === "first_name", { what: "the first field focused" });
  await picture(page, "sign-up");
  await page.keyboard.type("Ada");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Organisation").fill("Analytical Engines");
  await page.getByLabel("Password", { exact: true }).fill("password");
  await page.keyboard.press("Enter");
  const error = page.getByRole("alert");
  await error.waitFor();
  await until(async () => (await focused()) === "password", { what: "the field at fault focused" });
  page.problems.length = 0; // the refused request shows in the console

  await page.getByRole("button", { name: "Show password" }).click();
  await page.getByLabel("Password", { exact: true }).fill("a frog leaps far at dawn");
  await shows(() => page.getByLabel("Password", { exact: true }).getAttribute("type"), "text");
  await page.getByLabel("Password", { exact: true }).press("Enter");
  await page.waitForURL(/\/project\/\d+\/start/);
});

it("turns green by itself when the first event arrives", async () => {
  const waiting = page.getByRole("status").filter({ hasText: "Waiting for your first event" });
  await waiting.waitFor();
  await picture(page, "waiting");
  await page.getByRole("tab", { name: "curl" }).click();
  const snippet = await page.getByRole("tabpanel").locator("pre").first().textContent();
  const token = /phc_\w+/.exec(snippet)[0];
  assert.ok(snippet.includes(leapfrog.url), "the snippet names this server");
  await leapfrog.capture({ event: "signed up", distinct_id: "user-42", properties: { plan: "team" } }, { token });
  await page.getByText("Events are arriving").waitFor();
  await picture(page, "arrived");
  await page.getByRole("link", { name: "Watch live events" }).click();
  await page.getByRole("row", { name: /signed up/ }).waitFor();
  await page.getByRole("link", { name: "Send your first event" }).waitFor({ state: "detached" });
});

it("lets an invited person in, once", async () => {
  await page.goto(`${page.url().replace(/\/live.*/, "")}/settings/members`);
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByRole("dialog").getByLabel("Email").fill("grace@example.com");
  await page.getByRole("button", { name: "Make link" }).click();
  const link = (await page.getByTestId("invite-link").textContent()).trim();
  await page.getByRole("button", { name: "Done" }).click();

  const guest = await openProfile(browser, leapfrog.url);
  await guest.goto(link);
  await guest.getByRole("heading", { name: "Join Analytical Engines" }).waitFor();
  await picture(guest, "invitation");
  await guest.getByLabel("Your name").fill("Grace");
  await guest.getByLabel("Password", { exact: true }).fill("nanoseconds of copper wire");
  await guest.keyboard.press("Enter");
  await guest.waitForURL(/\/project\/\d+\//);
  assert.deepEqual(guest.problems, []);

  await page.reload();
  await page.getByText("grace@example.com").waitFor();
  await picture(page, "members");

  const late = await openProfile(browser, leapfrog.url);
  await late.goto(link);
  await late.getByRole("heading", { name: "This invitation does not work" }).waitFor();
  assert.deepEqual(page.problems, []);
});
