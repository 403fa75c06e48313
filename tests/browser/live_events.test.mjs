// Live events and the list of stored ones.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { until } from "../harness/until.mjs";
import { listedEvents, openSignedIn, picture, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("live");
  leapfrog = app.leapfrog;
  page = await openSignedIn(app);
});
after(() => app?.close());

const live = () => `/project/${leapfrog.project.id}/live`;
const listed = (check, what) => until(async () => check(await listedEvents(page)), { what });

it("shows what was stored before, then what arrives, newest first", async () => {
  await leapfrog.capture([anEvent({ event: "stored before", distinct_id: "early" })]);
  await leapfrog.flush();
  await page.goto(live());
  await listed((names) => names[0] === "stored before", "the stored event in the list");
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
  await leapfrog.capture([anEvent({ event: "first", distinct_id: "a" })]);
  await listed((names) => names[0] === "first", "the first live event");
  await leapfrog.capture([anEvent({ event: "second", distinct_id: "b" })]);
  await listed((names) => names.slice(0, 3).join() === "second,first,stored before", "the order of arrival");
});

it("holds arrivals back while a row is open, and shows them when asked", async () => {
  await page.getByRole("row", { name: /second/ }).click();
  await page.getByRole("tab", { name: "Properties" }).waitFor();
  await leapfrog.capture([anEvent({ event: "third", distinct_id: "c" })]);
  const more = page.getByRole("button", { name: "1 new event" });
  await more.waitFor();
  assert.ok(!(await listedEvents(page)).includes("third"));
  await more.click();
  await listed((names) => names[0] === "third", "the held event");
});

it("pauses and resumes", async () => {
  await page.getByRole("button", { name: "Pause" }).click();
  await leapfrog.capture([anEvent({ event: "while paused", distinct_id: "c" })]);
  await page.getByRole("button", { name: "1 new event" }).waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await listed((names) => names[0] === "while paused", "the event that came while paused");
});

it("opens a row to properties and to the JSON that the API gives", async () => {
  const sent = anEvent({ event: "order placed", distinct_id: "buyer", properties: { total: 12.5, note: "<b>é</b>" } });
  await leapfrog.capture([sent]);
  await page.getByRole("row", { name: /order placed/ }).click();
  await page
    .getByRole("textbox", { name: /Search \d+ properties/ })
    .or(page.getByText("total"))
    .first()
    .waitFor();
  const total = page.getByRole("row", { name: /^total/ });
  await total.filter({ hasText: "12.5" }).waitFor();
  await page.getByRole("tab", { name: "Raw JSON" }).click();
  const shown = await until(async () => JSON.parse(await page.locator("pre").textContent()), { what: "the JSON" });
  const stored = await leapfrog.event({ event: "order placed" });
  assert.equal(shown.uuid, stored.uuid ?? stored.id);
  assert.equal(shown.uuid, sent.uuid);
  assert.equal(shown.distinct_id, "buyer");
  assert.equal(shown.properties.note, "<b>é</b>");
  await picture(page, "live-open");
});

it("leads from an event to its person and to its own page", async () => {
  await page.getByRole("link", { name: "Open page" }).click();
  await page.getByRole("heading", { name: "order placed" }).waitFor();
  await page.getByRole("link", { name: "buyer" }).first().click();
  await page.getByRole("heading", { name: /buyer/ }).waitFor();
  const person = await leapfrog.person("buyer");
  await page.getByRole("tab", { name: /Distinct ids/ }).click();
  await page.getByRole("tabpanel").getByText("buyer", { exact: true }).waitFor();
  await page.goto(`/project/${leapfrog.project.id}/persons/${person.uuid}`);
  await page.getByRole("heading", { name: /buyer/ }).waitFor();
});

it("filters by name, id and words, in the URL", async () => {
  await page.goto(live());
  await page.getByRole("button", { name: "Event name: Any event" }).click();
  await page.getByPlaceholder("Event name").fill("order placed");
  await page.keyboard.press("Enter");
  await listed((names) => names.length === 1 && names[0] === "order placed", "one event by name");
  await until(() => new URL(page.url()).searchParams.get("event") === "order placed", { what: "the address" });
  await leapfrog.capture([
    anEvent({ event: "something else" }),
    anEvent({ event: "order placed", distinct_id: "two" }),
  ]);
  await listed((names) => names.join() === "order placed,order placed", "the stream filtered too");
  await page.getByRole("searchbox", { name: "Distinct id" }).fill("two");
  await listed((names) => names.length === 1, "one event by id");
  await page.reload();
  await listed((names) => names.length === 1, "the filters after a reload");
  await page.getByRole("button", { name: "Clear", exact: true }).last().click();
  await page.getByRole("searchbox", { name: "Search in properties" }).fill("12.5");
  await listed((names) => names.join() === "order placed", "one event by a value of a property");
});

it("lists exactly the stored events, page after page", async () => {
  const project = await leapfrog.newProject("Many events");
  const many = Array.from({ length: 230 }, (_, index) =>
    anEvent({
      event: `event ${index}`,
      distinct_id: `person-${index % 7}`,
      timestamp: new Date(Date.now() - index * 60_000).toISOString(),
    }),
  );
  await leapfrog.capture(many, { token: project.token });
  await leapfrog.flush(project);
  await page.goto(`/project/${project.id}/events`);
  await page.getByText("100 events loaded").waitFor();
  const scrolledTo = (condition, what) =>
    until(
      async () => {
        await page.getByRole("treegrid").evaluate((list) => list.scrollTo({ top: list.scrollHeight }));
        return condition();
      },
      { what, interval: 100 },
    );
  await scrolledTo(() => page.getByText("230 events loaded, all there are").isVisible(), "all pages");
  await scrolledTo(async () => (await listedEvents(page)).includes("event 229"), "the oldest event");
  assert.deepEqual(page.problems, []);
});
