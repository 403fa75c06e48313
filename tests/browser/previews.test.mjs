// Previews: the team makes and describes one and chooses how the public page looks; a user of its app joins, comments and
// leaves again; the team sees who and what.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { temporaryDirectory } from "../harness/directories.mjs";
import { until } from "../harness/until.mjs";
import {
  assertAccessible,
  assertFits,
  openProfile,
  openSignedIn,
  phone,
  picture,
  settled,
  shows,
  startApp,
} from "./app.mjs";

let app;
let leapfrog;
let page;
let visitor;
before(async () => {
  app = await startApp("previews");
  leapfrog = app.leapfrog;
  page = await openSignedIn(app);
});
after(() => app?.close());

const previews = () => leapfrog.must(`/api/projects/${leapfrog.project.id}/early_access_feature/`);
const nightMode = async (distinct_id) => {
  const answer = await leapfrog.send({
    method: "POST",
    path: "/flags/?v=2",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: leapfrog.project.token, distinct_id }),
  });
  return answer.json.flags["night-mode"].enabled;
};
it("is made by the team, which says what it is", async () => {
  await page.goto(`/project/${leapfrog.project.id}/flags`);
  await page.getByRole("link", { name: "Previews" }).first().click();
  await page.getByRole("heading", { level: 1, name: "Previews" }).waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "previews-team-empty");
  await page.getByRole("button", { name: "New preview" }).first().click();
  await page.getByLabel("Name").fill("Night mode");
  await page.getByText("Shown as planned.").waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/previews\/[0-9a-f-]+$/);
  await page.getByRole("heading", { level: 1, name: "Night mode" }).waitFor();
  await page.getByLabel("What it does for people").fill("Easy on the eyes.");
  await page.getByLabel("Where to read more").fill("https://example.com/night");
  await page.getByLabel("Stage").selectOption("beta");
  await page.getByRole("button", { name: "Save changes" }).click();
  const kept = async () => {
    const [{ stage, description, feature_flag }] = (await previews()).results;
    return [stage, description, feature_flag.filters.feature_enrollment];
  };
  await shows(kept, ["beta", "Easy on the eyes.", true]);
});

it("is undone and done again", async () => {
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).last().click();
  await until(async () => (await previews()).results[0]?.stage === "concept", { what: "the stage of before" });
  // The form begins anew with what was before.
  await shows(() => page.getByLabel("Stage").inputValue(), "concept");
  await shows(() => page.getByLabel("What it does for people").inputValue(), "");
  await page.getByText("Changed back").waitFor();
  await page.getByLabel("Stage").selectOption("beta");
  await page.getByLabel("What it does for people").fill("Easy on the eyes.");
  await page.getByRole("button", { name: "Save changes" }).click();
  await until(async () => (await previews()).results[0]?.stage === "beta", { what: "the stage again" });
});

it("is on a public page that looks like the project", async () => {
  await leapfrog.must(`/api/projects/${leapfrog.project.id}/early_access_feature/`, {
    method: "POST",
    body: { name: "Exports", stage: "concept" },
  });
  await page.getByRole("link", { name: "Previews" }).first().click();
  await page.getByRole("button", { name: "Its look" }).click();
  await page.getByLabel("Headline").fill("Soon in the shop");
  await page.getByLabel("Introduction").fill("Try these before everybody else.");
  await page.getByLabel("Colour").fill("#6d28d9");
  const file = join(temporaryDirectory("previews-logo"), "logo.png");
  writeFileSync(file, await page.screenshot({ clip: { x: 0, y: 0, width: 120, height: 40 } }));
  await page.getByLabel("Logo").setInputFiles(file);
  await page.getByAltText("The logo as it is").waitFor();
  await assertAccessible(page);
  await picture(page, "previews-look");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  visitor = await openProfile(app.browser, leapfrog.url);
  await visitor.goto(`/previews/${leapfrog.project.token}`);
  await visitor.getByRole("heading", { level: 1, name: "Soon in the shop" }).waitFor();
  await visitor.getByText("Try these before everybody else.").waitFor();
  await visitor.getByAltText("Test project").waitFor();
  await visitor.getByText("Open this page from inside the app").waitFor();
  await shows(() => visitor.getByRole("button", { name: "Switch on: Night mode" }).isDisabled(), true);
});

it("is joined and commented on by a user of the app", async () => {
  await visitor.goto(`/previews/${leapfrog.project.token}?id=visitor-1`);
  await visitor.getByRole("heading", { name: "Planned", exact: true }).waitFor();
  await picture(visitor, "previews-before");
  await visitor.getByRole("button", { name: "Switch on: Night mode" }).click();
  await visitor.getByText("On for you").waitFor();
  await visitor.getByRole("button", { name: "I want this: Exports" }).click();
  await visitor.getByText("You want this").waitFor();
  await visitor.getByLabel("Comment on Night mode").fill("Darker, please");
  await visitor.getByLabel("Comment on Night mode").press("Enter");
  await visitor.getByText("Your comment has arrived.").waitFor();
  await assertFits(visitor);
  await assertAccessible(visitor);
  await picture(visitor, "previews");
  await leapfrog.flush();
  await until(() => nightMode("visitor-1"), { what: "the preview for who joined" });
  await shows(() => nightMode("visitor-2"), false);
  await visitor.reload();
  await visitor.getByText("On for you").waitFor();
});

it("shows the team who joined and what they wrote", async () => {
  await page.goto(`/project/${leapfrog.project.id}/previews`);
  await page.getByRole("row", { name: /Night mode/ }).waitFor();
  await page
    .getByRole("row", { name: /Night mode/ })
    .getByTitle("1", { exact: true })
    .waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "previews-team");
  await page.getByRole("row", { name: /Night mode/ }).click();
  await page.getByText("Darker, please").waitFor();
  await page.getByRole("link", { name: "visitor-1" }).first().waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "previews-feature");
  assert.deepEqual(page.problems, []);
});

it("is left again", async () => {
  await visitor.getByRole("button", { name: "Switch off: Night mode" }).click();
  await visitor.getByRole("button", { name: "Switch on: Night mode" }).waitFor();
  await leapfrog.flush();
  await until(async () => !(await nightMode("visitor-1")), { what: "the preview off for who left" });
  assert.deepEqual(visitor.problems, []);
});

it("looks right on a phone in the dark", async () => {
  const dark = { viewport: phone, theme: "dark" };
  const outside = await openProfile(app.browser, leapfrog.url, dark);
  await outside.goto(`/previews/${leapfrog.project.token}?id=visitor-1`);
  await outside.getByText("You want this").waitFor();
  await assertFits(outside);
  await assertAccessible(outside);
  await picture(outside, "previews-phone-dark");
  const inside = await openSignedIn(app, dark);
  for (const path of ["previews", `previews/${(await previews()).results.at(-1).id}`]) {
    await inside.goto(`/project/${leapfrog.project.id}/${path}`);
    await inside.getByRole("heading", { level: 1 }).waitFor();
    await settled(inside);
    await assertFits(inside);
    await assertAccessible(inside);
    await picture(inside, `previews-team-phone-dark-${path.includes("/") ? "one" : "list"}`);
  }
});

it("is archived, and deleted for good", async () => {
  await page.getByLabel("Stage").selectOption("archived");
  await page.getByRole("button", { name: "Save changes" }).click();
  const shown = async () => (await leapfrog.send({ path: `/api/previews/?token=${leapfrog.project.token}` })).json;
  await until(async () => (await shown()).features.length === 1, { what: "one preview fewer" });
  await page.getByRole("button", { name: "More about this preview" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete preview" }).click();
  await page.waitForURL(/previews$/);
  await shows(async () => (await previews()).count, 1);
  assert.deepEqual(page.problems, []);
});
