// Actions: made by pointing out what counts, with the count beside it; asked for in a chart; deleted with a way back.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { assertAccessible, assertFits, openSignedIn, picture, shows, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
before(async () => {
  app = await startApp("actions");
  leapfrog = app.leapfrog;
  const click = (distinct_id, text) =>
    anEvent({
      event: "$autocapture",
      distinct_id,
      properties: {
        $event_type: "click",
        $current_url: "https://example.com/pricing",
        $elements_chain: `button.buy:nth-child="1"nth-of-type="1"text="${text}";main:nth-child="1"nth-of-type="1"`,
      },
    });
  await leapfrog.capture([
    ...["a", "b", "c"].map((id) => click(id, "Buy now")),
    click("a", "Buy now"),
    click("d", "Cancel"),
    ...["a", "e"].map((id) => anEvent({ event: "renewed", distinct_id: id })),
  ]);
  await leapfrog.flush();
  page = await openSignedIn(app);
});
after(() => app?.close());

const saved = async () => (await leapfrog.must(`/api/projects/${leapfrog.project.id}/actions/`)).results;

it("is made with the count of what it fits", async () => {
  await page.goto(`/project/${leapfrog.project.id}/actions`);
  await page.getByText("No actions yet").waitFor();
  await page.keyboard.press("n");
  await page.getByRole("heading", { level: 1, name: "New action" }).waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Bought");
  await page.getByLabel(/^Event of step 1/).click();
  await page.getByRole("option", { name: /Autocapture/ }).click();
  await page.getByText("5 events of 4 people").waitFor();
  await page.getByLabel("Element, step 1", { exact: true }).fill("main > button.buy");
  await page.getByLabel("Text of the element, step 1", { exact: true }).fill("Buy now");
  await page.getByText("4 events of 3 people").waitFor();
  await page.getByRole("button", { name: "Or when" }).click();
  await page.getByLabel(/^Event of step 2/).click();
  await page.getByRole("option", { name: /renewed/ }).click();
  await page.getByText("6 events of 4 people").waitFor();
  await assertFits(page);
  await assertAccessible(page);
  await picture(page, "action-new");
});

it("says at the field what cannot be read, and keeps the draft through a reload", async () => {
  await page.getByLabel("Element, step 1", { exact: true }).fill("a + b");
  await page.getByRole("alert").first().waitFor();
  await page.reload();
  await shows(() => page.getByLabel("Name", { exact: true }).inputValue(), "Bought");
  await page.getByLabel("Element, step 1", { exact: true }).fill("main > button.buy");
  await page.getByText("6 events of 4 people").waitFor();
  page.problems.length = 0; // the refused count is a 400 in the console
  await page.getByRole("button", { name: "Save action" }).click();
  await page.waitForURL(/actions\/\d+$/);
  const [action] = await saved();
  assert.equal(action.name, "Bought");
  assert.equal(action.steps[0].selector, "main > button.buy");
  assert.equal(action.steps[1].event, "renewed");
});

it("is asked for in a chart, with the number that the API gives", async () => {
  const [action] = await saved();
  const asked = await leapfrog.must(`/api/projects/${leapfrog.project.id}/query/`, {
    method: "POST",
    body: {
      query: {
        kind: "TrendsQuery",
        series: [{ kind: "ActionsNode", id: action.id, math: "total" }],
        trendsFilter: { display: "BoldNumber" },
      },
    },
  });
  assert.equal(asked.results[0].aggregated_value, 6);
  await page.getByRole("link", { name: "See who did it" }).click();
  await page.getByRole("heading", { level: 1, name: /Bought/ }).waitFor();
  await page
    .getByRole("button", { name: /series/i })
    .first()
    .click();
  await page.getByPlaceholder("Search events and actions").fill("Bou");
  await page.getByRole("option", { name: "Bought" }).click();
  await picture(page, "action-in-a-chart");
});

it("is listed in words, and deleted with a way back", async () => {
  await page.goto(`/project/${leapfrog.project.id}/actions`);
  await page.getByText("Autocapture, on main > button.buy, text is “Buy now” or renewed").waitFor();
  await assertAccessible(page);
  await picture(page, "actions");
  await page.getByRole("button", { name: "More about Bought" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByText("No actions yet").waitFor();
  await page.getByLabel("Notices").getByRole("button", { name: "Undo" }).click();
  await page.getByRole("row", { name: /Bought/ }).waitFor();
  await shows(async () => (await saved()).length, 1);
  assert.deepEqual(page.problems, []);
});
