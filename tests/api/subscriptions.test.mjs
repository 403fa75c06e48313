// Subscriptions: an insight and a dashboard that come by e-mail and webhook, at their times and as a test, with the
// numbers of the API and a picture; changed, ended by a link, ended by hand.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { refuses } from "../harness/refusals.mjs";
import { startMailServer } from "../harness/smtp.mjs";
import { until } from "../harness/until.mjs";
import { isSigned, startReceiver } from "../harness/webhooks.mjs";

let leapfrog;
let mail;
let receiver;
const made = {};
const path = (rest) => `/api/projects/${leapfrog.project.id}/${rest}`;
const post = (rest, body) => leapfrog.must(path(rest), { method: "POST", body });
const patch = (rest, body) => leapfrog.must(path(rest), { method: "PATCH", body });
const series = [{ kind: "EventsNode", event: "paid", name: "paid" }];
const dateRange = { date_from: "-7d" };
const insight = (name, source) => post("insights/", { name, saved: true, query: { kind: "InsightVizNode", source } });
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

before(async () => {
  mail = await startMailServer();
  receiver = await startReceiver();
  leapfrog = await startLeapfrog({
    label: "subscriptions",
    args: [
      ...["--outbound-allow", "127.0.0.1", "--smtp-url", mail.url, "--smtp-require-tls", "no"],
      ...["--mail-from", "Leapfrog <leapfrog@example.com>"],
    ],
  });
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  await leapfrog.capture(
    [1, 2, 3, 4].map((number) => anEvent({ event: "paid", distinct_id: `p${number}`, timestamp: yesterday })),
  );
  await leapfrog.capture([1, 2].map((number) => anEvent({ event: "paid", distinct_id: `p${number}` })));
  await leapfrog.flush();
  made.trend = await insight("Paid", { kind: "TrendsQuery", series, dateRange });
  made.funnel = await insight("Twice", { kind: "FunnelsQuery", series: [...series, ...series], dateRange });
  made.retention = await insight("Back", {
    kind: "RetentionQuery",
    retentionFilter: { targetEntity: { id: "paid", type: "events" }, returningEntity: { id: "paid", type: "events" } },
  });
  made.dashboard = await post("dashboards/", { name: "Money & more" });
  for (const one of [made.trend, made.funnel, made.retention])
    await patch(`insights/${one.id}/`, { dashboards: [made.dashboard.id] });
});
after(async () => {
  await leapfrog?.stop();
  await mail?.close();
  await receiver?.close();
});

const inAWhile = () => new Date(Date.now() + 4_000).toISOString();
const weekly = (changes) => ({ frequency: "weekly", interval: 1, start_date: inAWhile(), ...changes });
const answerOf = async (one) => (await post("query/", { query: one.query })).results;

describe("a subscription", () => {
  it("delivers an insight by e-mail when its time comes, with the numbers of the API and a picture", async () => {
    const subscription = await post("subscriptions/", {
      ...weekly({ title: "Käufe" }),
      insight: made.trend.id,
      target_type: "email",
      target_value: "ada@example.com, bob@example.com",
    });
    assert.equal(subscription.target_value, "ada@example.com,bob@example.com");
    assert.equal(subscription.insight_short_id, made.trend.short_id);
    assert.match(subscription.summary, /^sent every week at \d\d:\d\d$/);
    assert.equal(Date.parse(subscription.next_delivery_date), Date.parse(subscription.start_date));
    const letterTo = (address) => mail.letters.find(({ to }) => to[0] === address);
    const letter = await until(() => letterTo("ada@example.com"), { what: "the letter" });
    assert.equal(letter.subject, "Käufe");
    const [{ data, labels }] = await answerOf(made.trend);
    assert.deepEqual(data.slice(-2), [4, 2]);
    assert.ok(letter.text.includes(labels.at(-2)) && letter.text.includes(`${labels.at(-1)}, so far`), letter.text);
    assert.match(letter.text, new RegExp(`paid +${data.at(-2)} +– +${data.at(-1)}\n`));
    assert.match(letter.html, />4<\/td>/);
    const [[cid, picture]] = Object.entries(letter.pictures);
    assert.ok(letter.html.includes(`src="cid:${cid}"`));
    assert.deepEqual(picture.subarray(0, 4), png);
    await until(() => letterTo("bob@example.com"));
    const after = await leapfrog.must(path(`subscriptions/${subscription.id}/`));
    assert.equal(Date.parse(after.next_delivery_date) - Date.parse(subscription.next_delivery_date), 7 * 86_400_000);
    assert.deepEqual(after.deliveries.map(({ target }) => target).sort(), ["ada@example.com", "bob@example.com"]);
    made.mailed = after;
  });

  it("ends by the link in a letter, for that address alone", async () => {
    const letter = mail.letters.find(({ to }) => to[0] === "ada@example.com");
    const link = new URL(/<(.*)>/.exec(letter.headers["list-unsubscribe"])[1]);
    assert.ok(letter.text.includes(link.href));
    const now = async () => (await leapfrog.must(path(`subscriptions/${made.mailed.id}/`))).target_value;
    const asked = await leapfrog.send({ path: link.pathname });
    assert.match(asked.text, /ada@example\.com will no longer get “Käufe”/);
    assert.equal(await now(), "ada@example.com,bob@example.com", "looking changes nothing");
    const click = { method: "POST", path: link.pathname, body: "List-Unsubscribe=One-Click" };
    assert.equal((await leapfrog.send(click)).status, 200);
    assert.equal(await now(), "bob@example.com");
    assert.match((await leapfrog.send(click)).text, /gets it no longer/);
    for (const wrong of ["/unsubscribe/x", `${link.pathname.slice(0, -3)}AAA`])
      assert.equal((await leapfrog.send({ path: wrong })).status, 404);
  });

  it("delivers a dashboard to a webhook, signed, with the numbers of the API", async () => {
    const subscription = await post("subscriptions/", {
      ...weekly(),
      dashboard: made.dashboard.id,
      target_type: "webhook",
      target_value: receiver.url("/board"),
    });
    assert.match(subscription.webhook_secret, /^whsec_/);
    const sent = await until(() => receiver.received.find((request) => request.path === "/board"));
    assert.ok(isSigned(sent, subscription.webhook_secret));
    const { json } = sent;
    assert.equal(json.type, "subscription");
    assert.equal(json.title, "Money & more");
    assert.deepEqual(json.items.map(({ title }) => title).sort(), ["Back", "Paid", "Twice"]);
    const item = (title) => json.items.find((one) => one.title === title);
    const [{ data }] = await answerOf(made.trend);
    assert.deepEqual(item("Paid").numbers.rows, [["paid", data.at(-2), null, data.at(-1)]]);
    const steps = await answerOf(made.funnel);
    assert.deepEqual(
      item("Twice").numbers.rows.map(([, count]) => count),
      steps.map(({ count }) => count),
    );
    for (const { image, error } of json.items) {
      assert.equal(error, null);
      assert.deepEqual(Buffer.from(image.split(",")[1], "base64").subarray(0, 4), png);
    }
  });

  it("is sent as a test, changed, listed and deleted", async () => {
    const { id } = made.mailed;
    const before = mail.letters.length;
    const test = await post(`subscriptions/${id}/test-delivery/`);
    assert.deepEqual(test.results, [
      { target: "bob@example.com", delivered: true, answer: "The mail server took it." },
    ]);
    assert.equal(mail.letters.length, before + 1);
    assert.equal(mail.letters.at(-1).subject, "Test: Käufe");
    await leapfrog.must(path(""), { method: "PATCH", body: { timezone: "Europe/Berlin" } });
    const changed = await patch(`subscriptions/${id}/`, {
      frequency: "monthly",
      byweekday: ["friday"],
      bysetpos: -1,
      start_date: "2099-01-01T08:00:00Z",
    });
    assert.equal(changed.summary, "sent every month on the last Friday at 09:00");
    assert.equal(changed.next_delivery_date, "2099-01-30T08:00:00.000000Z");
    const of = async (query) => (await leapfrog.must(path(`subscriptions/?${query}`))).results.length;
    assert.equal(await of(`insight=${made.trend.id}`), 1);
    assert.equal(await of(`dashboard=${made.dashboard.id}`), 1);
    assert.equal(await of(""), 2);
    await patch(`subscriptions/${id}/`, { deleted: true });
    assert.equal(await of(`insight=${made.trend.id}`), 0);
    assert.equal((await leapfrog.api(path(`subscriptions/${id}/`))).status, 404);
    const log = await leapfrog.must(path("activity_log/?scope=Subscription"));
    assert.ok(log.results.some(({ activity }) => activity === "unsubscribed"));
  });

  it("comes once, late, when the server was away", async () => {
    const subscription = await post("subscriptions/", {
      ...weekly({ frequency: "daily" }),
      insight: made.trend.id,
      target_type: "webhook",
      target_value: receiver.url("/late"),
    });
    await leapfrog.kill();
    await until(() => Date.now() > Date.parse(subscription.next_delivery_date));
    await leapfrog.start();
    await until(() => receiver.received.some((request) => request.path === "/late"));
    await post("subscriptions/", {
      ...weekly(),
      insight: made.trend.id,
      target_type: "webhook",
      target_value: receiver.url("/later"),
    });
    await until(() => receiver.received.some((request) => request.path === "/later"));
    assert.equal(receiver.received.filter((request) => request.path === "/late").length, 1);
  });
});

describe("about subscriptions, refused is", () => {
  const good = (changes) => ({
    insight: 1,
    target_type: "email",
    target_value: "ada@example.com",
    frequency: "weekly",
    start_date: "2099-01-01T08:00:00Z",
    ...changes,
  });
  const wrong = (what, changes, code, sentence, attr) => [
    what,
    ["POST subscriptions/", good(changes)],
    400,
    code,
    sentence,
    attr,
  ];
  refuses(
    () => leapfrog,
    [
      wrong("nothing to send", { insight: null }, "invalid_input", "Name either an insight or a dashboard.", "insight"),
      wrong(
        "an insight that is not there",
        { insight: 99 },
        "invalid_input",
        "There is no such insight or dashboard in this project.",
        "insight",
      ),
      wrong("no address", { target_value: " , " }, "required", "This field is required.", "target_value"),
      wrong(
        "an address that is none",
        { target_value: "ada@example.com\r\nBcc: eve@example.com" },
        "invalid_email",
        "Enter an e-mail address such as ada@example.com.",
        "target_value",
      ),
      wrong(
        "too many addresses",
        { target_value: Array.from({ length: 21 }, (_, number) => `a${number}@example.com`).join() },
        "invalid_input",
        "At most 20 addresses get one subscription.",
        "target_value",
      ),
      wrong("another target", { target_type: "slack" }, "invalid_choice", "Expected email or webhook.", "target_type"),
      wrong(
        "another frequency",
        { frequency: "hourly" },
        "invalid_choice",
        "Expected one of daily, weekly, monthly, yearly.",
        "frequency",
      ),
      wrong("no interval", { interval: 0 }, "invalid_input", "Expected a number from 1 to 1000.", "interval"),
      wrong(
        "a day that is none",
        { byweekday: ["someday"] },
        "invalid_input",
        "Expected a list of monday, tuesday, wednesday, thursday, friday, saturday, sunday, or null.",
        "byweekday",
      ),
      wrong(
        "a position too far",
        { bysetpos: 400 },
        "invalid_input",
        "Expected a number from -366 to 366, or null.",
        "bysetpos",
      ),
      wrong(
        "a position among no days",
        { bysetpos: 1 },
        "invalid_input",
        "bysetpos chooses among the days of byweekday.",
        "bysetpos",
      ),
      wrong("no count", { count: 0 }, "invalid_input", "Expected a number from 1 to 100000, or null.", "count"),
      wrong(
        "a start before all",
        { start_date: "1000-01-01T00:00:00Z" },
        "invalid_input",
        "Expected a time from 2000 to 2200 such as 2026-01-31T12:00:00Z.",
        "start_date",
      ),
    ],
  );

  it("one too many", async () => {
    const one = good({ target_type: "webhook", target_value: "https://hooks.example.com/many" });
    const attempt = () => leapfrog.api(path("subscriptions/"), { method: "POST", body: one });
    let refused;
    for (let made = 0; made <= 200 && !refused; made += 1) {
      const answer = await attempt();
      if (answer.status !== 201) refused = answer.json;
    }
    assert.equal(refused.detail, "A project can have 200 subscriptions. Delete some first.");
    const { results } = await leapfrog.must(path("subscriptions/"));
    assert.equal(results.length, 200);
    await leapfrog.must(path(`subscriptions/${results[0].id}/`), { method: "DELETE" });
    assert.equal((await leapfrog.api(path(`subscriptions/${results[0].id}/`))).status, 404);
  });

  it("what is gone, and e-mail from a server that has none", async () => {
    const gone = await insight("Gone", { kind: "TrendsQuery", series });
    const { id } = await post("subscriptions/", good({ insight: gone.id }));
    await patch(`insights/${gone.id}/`, { deleted: true });
    const test = await leapfrog.api(path(`subscriptions/${id}/test-delivery/`), { method: "POST" });
    assert.equal(test.json.detail, "The insight or dashboard has been deleted.");
    await leapfrog.stop();
    const { args } = leapfrog;
    leapfrog.args = args.slice(0, 2);
    await leapfrog.start();
    const refused = await leapfrog.api(path("subscriptions/"), { method: "POST", body: good() });
    assert.equal(refused.json.code, "mail_not_set_up");
    assert.match(refused.json.detail, /^E-mail is not set up on this server\. Whoever runs it can with the settings/);
  });
});
