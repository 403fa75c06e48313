// Settings of the project and keys; each change is looked up through the API.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { owner } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";
import { openSignedIn, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("settings");
  leapfrog = app.leapfrog;
  page = await openSignedIn(app);
});
after(() => app?.close());

const open = (section) => page.goto(`/project/${leapfrog.project.id}/settings/${section}`);
const project = () => leapfrog.must(`/api/projects/${leapfrog.project.id}/`);

it("renames the project everywhere and sets its time zone", async () => {
  await open("general");
  await page.getByLabel("Name").fill("Pond");
  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("button", { name: "Project: Pond" }).waitFor();
  const kept = async () => {
    const { name, timezone } = await project();
    return { name, timezone };
  };
  await shows(kept, { name: "Pond", timezone: "Asia/Tokyo" });
});

it("switches what SDKs capture, with undo", async () => {
  await open("capture");
  const autocapture = page.getByRole("switch", { name: "Autocapture" });
  await shows(() => autocapture.getAttribute("aria-checked"), "true");
  await autocapture.click();
  await until(async () => (await project()).autocapture_opt_out === true, { what: "autocapture off" });
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await until(async () => (await project()).autocapture_opt_out === false, { what: "autocapture on again" });
  await shows(() => autocapture.getAttribute("aria-checked"), "true", "the switch on again");
});

it("keeps filters of test accounts", async () => {
  await open("test-accounts");
  await page.getByLabel("Property", { exact: true }).fill("email");
  await page.getByLabel("Value").fill("@pond.example");
  await page.getByRole("button", { name: "Add filter" }).click();
  await page.getByText("Person email does not contain “@pond.example”").waitFor();
  await until(async () => (await project()).test_account_filters.length === 1, { what: "the filter stored" });
  assert.deepEqual((await project()).test_account_filters[0], {
    type: "person",
    key: "email",
    operator: "not_icontains",
    value: "@pond.example",
  });
});

it("makes a key with scopes, shows it once, and revokes it", async () => {
  await open("keys");
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Nightly export");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const key = (await page.getByTestId("secret").textContent()).trim();
  await picture(page, "key");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText(key).waitFor({ state: "detached" });

  const people = `/api/projects/${leapfrog.project.id}/persons/`;
  assert.equal((await leapfrog.api(people, { key })).status, 200);
  const refused = await leapfrog.api(`/api/projects/${leapfrog.project.id}/`, {
    key,
    method: "PATCH",
    body: { name: "x" },
  });
  assert.equal(refused.status, 403, "the key has no such scope");
  await page.getByText("Nightly export").waitFor();
  const entry = page.locator("div", { hasText: /^Nightly export/ }).last();
  await entry.locator("xpath=..").getByRole("button", { name: "Revoke" }).click();
  await until(async () => (await leapfrog.api(people, { key })).status === 401, { what: "the key refused" });
});

it("shows the project token and makes a secret once", async () => {
  await open("tokens");
  assert.equal((await page.getByTestId("project-token").textContent()).trim(), leapfrog.project.token);
  await page.getByRole("button", { name: "Make a new secret…" }).click();
  await page.getByRole("button", { name: "Make new secret" }).click();
  assert.match(await page.getByTestId("secret").textContent(), /^phs_/);
});

it("writes changes to the activity log", async () => {
  await open("activity");
  await page.getByText(/timezone: UTC → Asia\/Tokyo/).waitFor();
});

it("lists this session and opens a project of one's own making", async () => {
  await open("sessions");
  await page.getByText("This one").waitFor();
  await page.getByRole("button", { name: "Project: Pond" }).click();
  await page.getByRole("menuitem", { name: "New project" }).click();
  await page.getByLabel("Name").fill("Lake");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/project\/\d+\/start/);
  await page.getByRole("button", { name: "Project: Lake" }).waitFor();
  assert.deepEqual(page.problems, []);
});

it("asks to sign in when the session has ended, and goes on where it was", async () => {
  await page.goto(`/project/${leapfrog.project.id}/live`);
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
  await page.context().clearCookies();
  await page.getByRole("link", { name: "People" }).click();
  await page.waitForURL("**/login*");
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/persons$/);
});

it("signs out, and comes back to the same page after signing in", async () => {
  await page.getByRole("button", { name: /^Account:/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/login*");
  const wanted = `/project/${leapfrog.project.id}/settings/members`;
  await page.goto(wanted);
  await page.waitForURL("**/login*");
  await page.getByLabel("Email").fill(owner.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(owner.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${wanted}`);
});
