// A dashboard shared by link: seen in a private window with the numbers that the API gives, inside of another site, with
// a password, and no longer once it is switched off.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { assertAccessible, assertFits, openProfile, openSignedIn, phone, picture, settled, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
let visitor;
let dashboard;
let link;
const trend = {
  kind: "TrendsQuery",
  series: [{ kind: "EventsNode", event: "signed_up", name: "signed_up", math: "total" }],
  dateRange: { date_from: "-7d" },
  trendsFilter: { display: "BoldNumber" },
};
before(async () => {
  app = await startApp("sharing");
  leapfrog = app.leapfrog;
  await leapfrog.capture(
    Array.from({ length: 17 }, (_, index) => anEvent({ event: "signed_up", distinct_id: `p${index}` })),
  );
  await leapfrog.flush();
  const base = `/api/projects/${leapfrog.project.id}`;
  dashboard = await leapfrog.must(`${base}/dashboards/`, { method: "POST", body: { name: "Launch week" } });
  for (const [name, display] of [
    ["Sign-ups", "BoldNumber"],
    ["Sign-ups by day", "ActionsLineGraph"],
  ]) {
    await leapfrog.must(`${base}/insights/`, {
      method: "POST",
      body: {
        name,
        saved: true,
        dashboards: [dashboard.id],
        query: { kind: "InsightVizNode", source: { ...trend, trendsFilter: { display } } },
      },
    });
  }
  page = await openSignedIn(app);
});
after(() => app?.close());

const privateWindow = (options) => openProfile(app.browser, leapfrog.url, options);

it("is switched on, and seen in a private window with the API's number", async () => {
  await page.goto(`/project/${leapfrog.project.id}/dashboards/${dashboard.id}`);
  await page.getByRole("heading", { level: 1, name: "Launch week" }).waitFor();
  await page.getByRole("button", { name: "More about this dashboard" }).click();
  await page.getByRole("menuitem", { name: "Share by link…" }).click();
  await page.getByRole("switch", { name: "Public link" }).click();
  const made = async () =>
    /\/shared\/[1-9A-HJ-NP-Za-km-z]{40,}$/.test(await page.getByLabel("Link", { exact: true }).inputValue());
  await until(made, { what: "the link" });
  link = await page.getByLabel("Link", { exact: true }).inputValue();
  await assertAccessible(page);
  await picture(page, "share-dialog");

  const asked = await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: { query: trend },
  });
  assert.equal(asked.results[0].aggregated_value, 17);
  visitor = await privateWindow();
  await visitor.goto(link);
  await visitor.getByRole("heading", { level: 1, name: "Launch week" }).waitFor();
  await visitor.getByText("17", { exact: true }).first().waitFor();
  await visitor.getByRole("heading", { level: 2, name: "Sign-ups by day" }).waitFor();
  await settled(visitor);
  await assertFits(visitor);
  await assertAccessible(visitor);
  await picture(visitor, "shared-desktop-light");
  assert.deepEqual(visitor.problems, []);
  const dark = await privateWindow({ viewport: phone, theme: "dark" });
  await dark.goto(link);
  await dark.getByText("17", { exact: true }).first().waitFor();
  await assertFits(dark);
  await picture(dark, "shared-phone-dark");
});

it("shows that dashboard and nothing else", async () => {
  const token = link.split("/").at(-1);
  const plain = async (path, options = {}) => await (await fetch(leapfrog.url + path, options)).json();
  const shown = await plain(`/api/shared/${token}/`);
  assert.equal(shown.dashboard.tiles.length, 2);
  const answer = await plain(`/api/shared/${token}/results/${shown.dashboard.tiles[0].id}/`);
  assert.equal(answer.results[0].aggregated_value, 17);
  assert.equal(answer.hogql, undefined);
  assert.equal((await plain(`/api/shared/${token}/results/999999/`)).code, "not_found");
  // The token opens no other door.
  for (const path of ["query/", "events/", "persons/", "dashboards/"]) {
    const response = await fetch(`${leapfrog.url}/api/projects/${leapfrog.project.id}/${path}`, {
      method: path === "query/" ? "POST" : "GET",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(path === "query/" ? { body: JSON.stringify({ query: trend }) } : {}),
    });
    assert.equal(response.status, 401, path);
  }
});

it("stands in a page of another site, where no other page of the app does", async () => {
  const other = createServer((request, response) => {
    const path = new URL(request.url, "http://x").searchParams.get("path");
    response.setHeader("content-type", "text/html");
    response.end(`<title>Elsewhere</title><iframe width="900" height="500" src="${leapfrog.url}${path}"></iframe>`);
  });
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  try {
    const origin = `http://127.0.0.1:${other.address().port}`;
    const outside = await openProfile(app.browser, origin);
    const path = new URL(link).pathname;
    await outside.goto(`${origin}/?path=${encodeURIComponent(`${path}?bare=true`)}`);
    await outside.frameLocator("iframe").getByText("17", { exact: true }).first().waitFor();
    await picture(outside, "shared-in-a-frame");
    const shared = await fetch(link);
    assert.match(shared.headers.get("content-security-policy"), /frame-ancestors \*$/);
    assert.equal(shared.headers.get("x-frame-options"), null);
    assert.match(shared.headers.get("x-robots-tag"), /noindex/);
    const inside = await fetch(`${leapfrog.url}/login`);
    assert.match(inside.headers.get("content-security-policy"), /frame-ancestors 'none'$/);
    assert.equal(inside.headers.get("x-frame-options"), "DENY");
  } finally {
    other.close();
  }
});

it("asks for the password, again when it is changed", async () => {
  await page.getByLabel("Password", { exact: true }).fill("correct horse");
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByText("Asked of everybody who opens the link").waitFor();
  const stranger = await privateWindow();
  await stranger.goto(link);
  await stranger.getByRole("heading", { level: 1, name: "This link has a password" }).waitFor();
  await assertAccessible(stranger);
  await picture(stranger, "shared-password");
  await stranger.getByLabel("Password", { exact: true }).fill("wrong guess");
  await stranger.getByRole("button", { name: "Open" }).click();
  await stranger.getByText("This is not the password.").waitFor();
  await stranger.getByLabel("Password", { exact: true }).fill("correct horse");
  await stranger.getByRole("button", { name: "Open" }).click();
  await stranger.getByText("17", { exact: true }).first().waitFor();
  await stranger.reload();
  await stranger.getByText("17", { exact: true }).first().waitFor();
  await page.getByLabel("Password", { exact: true }).fill("battery staple");
  await page.getByRole("button", { name: "Change" }).click();
  // The field is emptied when it has been changed; the notice of the first time may still stand there.
  await until(async () => (await page.getByLabel("Password", { exact: true }).inputValue()) === "", {
    what: "the password changed",
  });
  await stranger.reload();
  await stranger.getByRole("heading", { level: 1, name: "This link has a password" }).waitFor();
});

it("leads nowhere once it is replaced or switched off", async () => {
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByText("None: the link is enough.").waitFor();
  await page.getByRole("button", { name: "Make a new link" }).click();
  await page.getByText("This is the new link").first().waitFor();
  assert.equal((await fetch(`${leapfrog.url}/api/shared/${link.split("/").at(-1)}/`)).status, 404);
  const shown = () => page.getByLabel("Link", { exact: true }).inputValue();
  await until(async () => (await shown()) !== link, { what: "the new link in its field" });
  const next = await shown();
  await page.getByRole("switch", { name: "Public link" }).click();
  await page.getByText("Off: the link leads nowhere.").waitFor();
  visitor = await privateWindow();
  await visitor.goto(next);
  await visitor.getByRole("heading", { name: "This link leads nowhere" }).waitFor();
  await picture(visitor, "shared-off");
});
