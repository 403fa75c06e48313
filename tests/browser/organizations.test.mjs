// Several organisations: made in the switcher, each with its projects, members and roles; what is open is what counts.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { owner } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openSignedIn, phone, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("organizations");
  leapfrog = app.leapfrog;
  page = await openSignedIn(app);
});
after(() => app?.close());

const organizations = async () => (await leapfrog.must("/api/organizations/")).results;
const projects = async () => (await leapfrog.must("/api/projects/")).results;
const switcher = () => page.getByRole("button", { name: /^Project:/ });
const me = async () => leapfrog.must("/api/users/@me/");

it("makes another organisation with its first project", async () => {
  const [first] = await organizations();
  await switcher().click();
  await picture(page, "switcher");
  await page.getByRole("menuitem", { name: "New organisation" }).click();
  await page.getByRole("heading", { level: 1, name: "New organisation" }).waitFor();
  await assertAccessible(page);
  await picture(page, "new-organization");
  await page.getByLabel("Organisation").fill("Lily Pad");
  await page.getByLabel("First project").fill("Pads");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Send your first event" }).waitFor();
  const made = (await organizations()).find(({ name }) => name === "Lily Pad");
  const pads = (await projects()).find(({ name }) => name === "Pads");
  assert.equal(pads.organization, made.id);
  assert.notEqual(made.id, first.id);
  await page.getByRole("button", { name: "Project: Pads of Lily Pad" }).waitFor();
});

it("makes a further project where one says", async () => {
  await switcher().click();
  await page.getByRole("menuitem", { name: "New project in Lily Pad" }).click();
  await page.getByLabel("Name").fill("Pads, staging");
  await shows(() => page.getByLabel("Organisation").locator("option:checked").textContent(), "Lily Pad");
  await page.getByLabel("Name").press("Enter");
  await page.getByRole("button", { name: "Project: Pads, staging of Lily Pad" }).waitFor();
  const made = (await projects()).find(({ name }) => name === "Pads, staging");
  assert.equal(made.organization, (await organizations()).find(({ name }) => name === "Lily Pad").id);
});

it("switches between them, and remembers where one was", async () => {
  await switcher().click();
  await assertFits(page);
  await picture(page, "switcher-organizations");
  await page.getByRole("menuitem", { name: leapfrog.project.name ?? (await projects())[0].name }).click();
  await page.waitForURL(new RegExp(`/project/${leapfrog.project.id}/`));
  await until(async () => (await me()).team.id === leapfrog.project.id, { what: "the project remembered" });
  const pads = (await projects()).find(({ name }) => name === "Pads");
  await page.goto(`/project/${pads.id}/home`);
  await until(async () => (await me()).organization.name === "Lily Pad", { what: "the organisation remembered" });
  await page.goto("/");
  await page.waitForURL(new RegExp(`/project/${pads.id}/`));
});

it("shows the settings of the organisation that the open project belongs to", async () => {
  const pads = (await projects()).find(({ name }) => name === "Pads");
  await page.goto(`/project/${pads.id}/settings/organization`);
  await shows(() => page.getByLabel("Name").inputValue(), "Lily Pad");
  await page.getByLabel("Name").fill("Lily Pad Ltd");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("button", { name: "Project: Pads of Lily Pad Ltd" }).waitFor();
  await page.goto(`/project/${leapfrog.project.id}/settings/members`);
  await page.getByText(owner.email).first().waitFor();
  await page.getByText("Lily Pad Ltd").waitFor({ state: "detached" });
  await assertAccessible(page);
});

it("does not let the last owner leave", async () => {
  const pads = (await projects()).find(({ name }) => name === "Pads");
  await page.goto(`/project/${pads.id}/settings/organization`);
  await page.getByRole("button", { name: /^Leave Lily Pad Ltd/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("Lily Pad Ltd");
  await dialog.getByRole("button", { name: "Leave organisation" }).click();
  await dialog.getByText("The last owner cannot leave.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
});

it("fits on a phone", async () => {
  await page.setViewportSize(phone);
  await page.goto(`/project/${leapfrog.project.id}/home`);
  await page.getByRole("button", { name: "Open menu" }).click();
  await switcher().click();
  await page.getByRole("menuitem", { name: "New organisation" }).waitFor();
  await assertFits(page);
  await picture(page, "switcher-phone");
});
