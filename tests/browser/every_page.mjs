// Every page with awkward data in one view (desktop or phone): it fits, axe finds nothing grave in either theme, nothing
// is asked of third parties, nothing lands in the console. Leaves a picture of each. One file per view uses it;
// every_state.mjs has them without data, with hardly any, with much, and without a server.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { assertAccessible, assertFits, openSignedIn, picture, settled, shows, startApp } from "./app.mjs";

const settings = [
  ...["general", "install", "tokens", "capture", "test-accounts", "data-deletion", "activity"],
  ...["organization", "members", "mail", "profile", "keys", "sessions", "appearance"],
];
export const pages = [
  "start",
  "home",
  "web",
  "dashboards",
  "insights",
  "insights/new",
  "live",
  "events",
  "persons",
  "flags",
  "previews",
  "actions",
  "actions/new",
  "alerts",
  "cohorts",
  "cohorts/new",
  "groups",
  "annotations",
  "sql",
  "data",
  "ingestion",
  ...settings.map((section) => `settings/${section}`),
];
const longName = "a_name_that_nobody_should_give_but_somebody_did_".repeat(4);

export function lookAtEveryPage(name, view) {
  let app;
  let person;
  let page;
  before(async () => {
    app = await startApp("pages");
    const { leapfrog } = app;
    await leapfrog.capture([
      anEvent({ event: "$pageview", distinct_id: "rtl", properties: { $current_url: "https://example.com/شراء?q=1" } }),
      anEvent({ event: longName, distinct_id: longName, properties: { [longName]: longName } }),
      anEvent({
        event: "$autocapture",
        distinct_id: "rtl",
        properties: { $event_type: "click", $elements_chain: 'button.btn:nth-child="1"nth-of-type="1"text="Buy";main' },
      }),
      anEvent({
        event: "$identify",
        distinct_id: "rtl",
        properties: { $set: { name: "محمد", email: "m@example.com" } },
      }),
      ...Array.from({ length: 40 }, (_, index) => anEvent({ event: "worked", distinct_id: `u${index}` })),
    ]);
    await leapfrog.flush();
    person = await leapfrog.person("rtl");
    page = await openSignedIn(app, view);
  });
  after(() => app?.close());

  const otherTheme = view.theme === "dark" ? "light" : "dark";
  const look = async (path, label) => {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await settled(page);
    await assertFits(page);
    await assertAccessible(page);
    await picture(page, `${label}-${name}`);
    // The other theme has colours of its own.
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), otherTheme);
    await assertAccessible(page);
    assert.deepEqual(page.problems, []);
  };

  for (const path of pages) {
    it(path, () => look(`/project/${app.leapfrog.project.id}/${path}`, path.replaceAll("/", "-")));
  }
  it("person", async () => {
    const base = `/project/${app.leapfrog.project.id}/persons/${person.uuid}`;
    await look(base, "person");
    await look(`${base}?tab=properties`, "person-properties");
    for (const tab of ["cohorts", "flags", "groups", "ids", "activity"])
      await look(`${base}?tab=${tab}`, `person-${tab}`);
  });
  it("a question about a property with a very long name", async () => {
    const event = { type: "event", key: longName, operator: "exact", value: [longName] };
    const question = {
      kind: "TrendsQuery",
      series: [{ kind: "EventsNode", event: longName, name: longName, math: "sum", math_property: longName }],
      properties: [event, { ...event, type: "person", operator: "is_set" }],
      breakdownFilter: { breakdown: longName, breakdown_type: "event" },
    };
    const search = new URLSearchParams({ q: JSON.stringify(question) });
    await look(`/project/${app.leapfrog.project.id}/insights/new?${search}`, "insight-long-names");
    await page
      .getByRole("group", { name: /^Filter: a_name/ })
      .first()
      .waitFor();
    const tooWide = () =>
      page.locator("#page section").evaluateAll((sections) =>
        sections
          .filter((section) => section.scrollWidth > section.clientWidth + 1)
          .filter((section) => getComputedStyle(section).overflowX === "visible")
          .map((section) => section.textContent.slice(0, 80)),
      );
    await shows(tooWide, [], "cards that something sticks out of");
  });
  it("an open row", async () => {
    await page.goto(`/project/${app.leapfrog.project.id}/events?event=%24autocapture`);
    await page.getByRole("row", { name: /Clicked button “Buy”/ }).click();
    await page.getByRole("tab", { name: /Elements/ }).click();
    await page.getByText("the element itself").waitFor();
    await assertFits(page);
    await assertAccessible(page);
    await picture(page, `event-open-${name}`);
  });
  it("an address that leads nowhere", async () => {
    await page.goto(`/project/${app.leapfrog.project.id}/nowhere`);
    await page.getByRole("heading", { name: "There is no page at this address" }).waitFor();
    await assertAccessible(page);
    await picture(page, `not-found-${name}`);
  });
}
