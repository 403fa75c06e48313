// Subscribing in the app: an insight by e-mail, a dashboard by webhook, an alert that tells a member. What comes has the
// numbers of the API.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { outputDirectory } from "../harness/directories.mjs";
import { anEvent } from "../harness/events.mjs";
import { owner } from "../harness/leapfrog.mjs";
import { startMailServer } from "../harness/smtp.mjs";
import { until } from "../harness/until.mjs";
import { isSigned, startReceiver } from "../harness/webhooks.mjs";
import { assertAccessible, assertFits, openSignedIn, phone, picture, startApp } from "./app.mjs";

let app;
let leapfrog;
let page;
let mail;
let receiver;
let insight;
let dashboard;
const path = (rest) => `/api/projects/${leapfrog.project.id}/${rest}`;
const post = (rest, body) => leapfrog.must(path(rest), { method: "POST", body });

before(async () => {
  mail = await startMailServer();
  receiver = await startReceiver();
  app = await startApp("subscriptions", {
    args: [
      ...["--outbound-allow", "127.0.0.1", "--smtp-url", mail.url, "--smtp-require-tls", "no"],
      ...["--mail-from", "leapfrog@example.com"],
    ],
  });
  leapfrog = app.leapfrog;
  const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString();
  for (const ago of [0, 1, 2, 3, 4, 5, 6])
    await leapfrog.capture(
      Array.from({ length: 3 + ((ago * 5) % 7) }, (_, number) =>
        anEvent({ event: "signed_up", distinct_id: `p${number}`, timestamp: day(ago) }),
      ),
    );
  await leapfrog.flush();
  const source = {
    kind: "TrendsQuery",
    series: [{ kind: "EventsNode", event: "signed_up", name: "signed_up", math: "total" }],
    dateRange: { date_from: "-6d" },
  };
  insight = await post("insights/", { name: "Sign-ups", saved: true, query: { kind: "InsightVizNode", source } });
  dashboard = await post("dashboards/", { name: "The week" });
  await leapfrog.must(path(`insights/${insight.id}/`), { method: "PATCH", body: { dashboards: [dashboard.id] } });
  page = await openSignedIn(app);
});
after(async () => {
  await app?.close();
  await mail?.close();
  await receiver?.close();
});

const numbers = async () => (await post("query/", { query: insight.query })).results[0].data;

it("an insight by e-mail", async () => {
  await page.goto(`/project/${leapfrog.project.id}/insights/${insight.short_id}`);
  await page.getByRole("button", { name: "More about this insight" }).click();
  await page.getByRole("menuitem", { name: "Subscribe…" }).click();
  await page.getByRole("button", { name: "New subscription" }).click();
  await page.getByLabel("To", { exact: true }).fill("nobody");
  await page.getByRole("button", { name: "Mon", exact: true }).click();
  await page.getByRole("button", { name: "Subscribe", exact: true }).click();
  await page.getByText("Enter an e-mail address such as ada@example.com.").waitFor();
  await page.getByLabel("To", { exact: true }).fill("ada@example.com, bob@example.com");
  await assertAccessible(page);
  await picture(page, "subscription-form");
  await page.getByRole("button", { name: "Subscribe", exact: true }).click();
  const row = page.getByRole("article", { name: "Sign-ups" });
  await row.getByText(/ada@example\.com and 1 more, every week on Monday at/).waitFor();
  await row.getByRole("button", { name: "More about Sign-ups" }).click();
  await page.getByRole("menuitem", { name: "Send a test" }).click();
  const letter = await until(() => mail.letters[1], { what: "both letters" });
  const data = await numbers();
  assert.match(letter.text, new RegExp(`signed_up +${data.at(-2)} +\\S+ % +${data.at(-1)}\n`));
  const [chart] = Object.values(letter.pictures);
  writeFileSync(join(outputDirectory(), "subscription-chart.png"), chart);
  await assertFits(page);
  await picture(page, "subscriptions");
});

it("a dashboard by webhook, with the secret shown once", async () => {
  await page.goto(`/project/${leapfrog.project.id}/dashboards/${dashboard.id}`);
  await page.getByRole("button", { name: "More about this dashboard" }).click();
  await page.getByRole("menuitem", { name: "Subscribe…" }).click();
  await page.getByRole("button", { name: "New subscription" }).click();
  await page.getByLabel("Sent by").selectOption("webhook");
  await page.getByLabel("URL").fill(receiver.url("/week"));
  await page.getByRole("button", { name: "Subscribe", exact: true }).click();
  const secret = await page.getByText(/^whsec_/).textContent();
  await page.getByRole("button", { name: "More about The week" }).click();
  await page.getByRole("menuitem", { name: "Send a test" }).click();
  const sent = await until(() => receiver.received.find((request) => request.path === "/week"));
  assert.ok(isSigned(sent, secret));
  const data = await numbers();
  const [[name, latest, , ongoing]] = sent.json.items[0].numbers.rows;
  assert.deepEqual([name, latest, ongoing], ["signed_up", data.at(-2), data.at(-1)]);
  await assertAccessible(page);
  await picture(page, "subscriptions-dashboard");
  const small = await openSignedIn(app, { viewport: phone, theme: "dark" });
  await small.goto(`/project/${leapfrog.project.id}/dashboards/${dashboard.id}`);
  await small.getByRole("button", { name: "More about this dashboard" }).click();
  await small.getByRole("menuitem", { name: "Subscribe…" }).click();
  await small.getByRole("article", { name: "The week" }).waitFor();
  await assertFits(small);
  await picture(small, "subscriptions-phone-dark");
  await page.getByRole("button", { name: "More about The week" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByText("No subscriptions yet").waitFor();
});

it("an alert to a member", async () => {
  await page.goto(`/project/${leapfrog.project.id}/insights/${insight.short_id}`);
  await page.getByRole("button", { name: "More about this insight" }).click();
  await page.getByRole("menuitem", { name: "Alerts…" }).click();
  await page.getByRole("button", { name: "New alert" }).click();
  await page.getByLabel("above").fill("1");
  await page.getByRole("checkbox", { name: owner.email }).check();
  await page.getByRole("button", { name: "Make alert" }).click();
  await page.getByText("tells one person").waitFor();
  const letter = await until(() => mail.letters.find(({ to }) => to[0] === owner.email), { what: "the alert" });
  assert.equal(letter.subject, "Alert: Sign-ups");
  assert.match(letter.text, new RegExp(`Sign-ups is ${(await numbers()).at(-2)}, above 1\\.`));
});
