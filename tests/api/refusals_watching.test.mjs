// What can be wrong about what is tried out, shared and watched: previews of actions, public links, alerts and the
// webhooks they tell; each with its sentence.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { refuses } from "../harness/refusals.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
const made = {};
const bounds = (lower, upper) => ({ configuration: { type: "absolute", bounds: { lower, upper } } });
const path = (rest) => `/api/projects/${leapfrog.project.id}/${rest}`;
const post = (rest, body) => leapfrog.must(path(rest), { method: "POST", body });
const insight = (source) => post("insights/", { name: "Paid", saved: true, query: { kind: "InsightVizNode", source } });
const series = [{ kind: "EventsNode", event: "paid" }];
before(async () => {
  leapfrog = await startLeapfrog({ label: "refusals-watching", args: ["--outbound-allow", "127.0.0.1"] });
  await leapfrog.capture(anEvent({ event: "paid" }));
  await leapfrog.flush();
  made.trend = await insight({ kind: "TrendsQuery", series });
  made.number = await insight({ kind: "TrendsQuery", series, trendsFilter: { display: "BoldNumber" } });
  made.funnel = await insight({ kind: "FunnelsQuery", series: [...series, ...series] });
  assert.equal(made.trend.id, 1);
  assert.equal(made.funnel.id, 3);
  made.alert = await post("alerts/", { insight: 1, name: "First", threshold: bounds(0, null) });
});
after(() => leapfrog?.stop());

describe("about previews, refused is", () => {
  refuses(
    () => leapfrog,
    [
      ["no steps", ["POST actions/preview/", {}], 400, "required", "This field is required.", "steps"],
      [
        "too many days",
        ["POST actions/preview/", { steps: [], days: 91 }],
        400,
        "invalid_input",
        "From 1 to 90 days can be looked at.",
        "days",
      ],
    ],
  );
});

const alert = (changes) => ({ insight: 1, name: "A", threshold: bounds(1, null), ...changes });
const webhook = (webhook_url) => ["POST alerts/", alert({ webhook_url })];
const badUrl = (what, url, sentence) => [what, webhook(url), 400, "invalid_url", sentence, "webhook_url"];
const wrongBounds = "threshold.configuration.bounds";

describe("about alerts, refused is", () => {
  refuses(
    () => leapfrog,
    [
      ["no insight", ["POST alerts/", { name: "A" }], 400, "required", "This field is required.", "insight"],
      [
        "an insight of nobody",
        ["POST alerts/", alert({ insight: 99 })],
        400,
        "invalid_input",
        "There is no such insight in this project.",
        "insight",
      ],
      [
        "an insight that is no trend",
        ["POST alerts/", alert({ insight: 3 })],
        400,
        "invalid_input",
        "Alerts watch trends; this insight is something else.",
        "insight",
      ],
      [
        "no bound",
        ["POST alerts/", alert({ threshold: bounds(null, null) })],
        400,
        "required",
        "Give at least one bound.",
        wrongBounds,
      ],
      [
        "bounds the wrong way round",
        ["POST alerts/", alert({ threshold: bounds(2, 1) })],
        400,
        "invalid_input",
        "The lower bound is above the upper one.",
        wrongBounds,
      ],
      [
        "a bound in words",
        ["POST alerts/", alert({ threshold: bounds("many", null) })],
        400,
        "invalid_input",
        "Expected a number.",
        `${wrongBounds}.lower`,
      ],
      [
        "an odd condition",
        ["POST alerts/", alert({ condition: { type: "odd" } })],
        400,
        "invalid_choice",
        "Expected one of absolute_value, relative_increase, relative_decrease.",
        "condition.type",
      ],
      [
        "an odd interval",
        ["POST alerts/", alert({ calculation_interval: "now" })],
        400,
        "invalid_choice",
        "Expected one of real_time, hourly, daily, weekly, monthly.",
        "calculation_interval",
      ],
      [
        "a series before the first",
        ["POST alerts/", alert({ config: { series_index: -1 } })],
        400,
        "invalid_input",
        "There is no such series.",
        "config.series_index",
      ],
      ...[
        ["a name instead of members", "ada"],
        ["somebody who is no member", [99]],
      ].map(([what, subscribed_users]) => [
        what,
        ["POST alerts/", alert({ subscribed_users })],
        400,
        "invalid_input",
        "Expected a list of ids of people who can see this project.",
        "subscribed_users",
      ]),
      badUrl("another scheme", "ftp://example.com", "Enter a URL that begins with https:// or http://."),
      badUrl("a URL with a space", "https://exa mple.com", "A URL has no spaces."),
      badUrl("a URL without a host", "https:///hook", "The URL names no host."),
      badUrl("a URL with a password", "https://a:b@example.com", "The URL must not hold a user or a password."),
      badUrl("a URL of 3,000 bytes", `https://example.com/${"x".repeat(3000)}`, "The URL is too long."),
    ],
  );

  it("what cannot be tested or delivered, in words", async () => {
    const at = path(`alerts/${made.alert.id}/`);
    const none = await leapfrog.api(`${at}test/`, { method: "POST" });
    assert.equal(none.json?.answer ?? none.json?.detail, "The alert tells nobody: give it a webhook or members.");
    const answered = async (webhook_url) => {
      await leapfrog.must(at, { method: "PATCH", body: { webhook_url } });
      const tested = await leapfrog.must(`${at}test/`, { method: "POST" });
      assert.equal(tested.delivered, false);
      return tested.answer;
    };
    assert.equal(
      await answered("http://10.1.2.3/hook"),
      "The address is private. Whoever runs this server can allow it with the setting outbound-allow.",
    );
    assert.match(await answered("http://127.0.0.1:1/hook"), /^The other side could not be reached: /);
  });

  it("what cannot be judged, in the alert itself", async () => {
    const complains = async (body, sentence) => {
      const { id } = await post("alerts/", body);
      const complaint = async () => (await leapfrog.must(path(`alerts/${id}/`))).last_error;
      assert.equal(await until(complaint, { what: sentence }), sentence);
      return id;
    };
    await complains(alert({ config: { series_index: 4 } }), "The insight has no such series any more.");
    await complains(
      alert({ insight: made.number.id, condition: { type: "relative_increase" } }),
      "A change needs two periods: show the insight over time.",
    );
    const { id } = await post("alerts/", alert({ insight: made.number.id }));
    await leapfrog.must(path(`insights/${made.number.id}/`), { method: "PATCH", body: { deleted: true } });
    const tested = await leapfrog.must(path(`alerts/${id}/`), {
      method: "PATCH",
      body: { webhook_url: "https://example.com" },
    });
    assert.equal(tested.insight.short_id, null);
    const refused = await leapfrog.api(path(`alerts/${id}/test/`), { method: "POST" });
    assert.equal(refused.json?.answer ?? refused.json?.detail, "The insight has been deleted.");
  });
});

describe("about public links, refused is", () => {
  refuses(
    () => leapfrog,
    [
      [
        "an end in the past",
        ["PATCH insights/1/sharing/", { expires_at: "2020-01-01T00:00:00Z" }],
        400,
        "invalid_input",
        "The end must be in the future.",
        "expires_at",
      ],
      [
        "long settings",
        ["PATCH insights/1/sharing/", { settings: { text: "x".repeat(10_001) } }],
        400,
        "invalid_input",
        "This is too long.",
        "settings",
      ],
      [
        "a short password",
        ["PATCH insights/1/sharing/", { password: "short" }],
        400,
        "password_too_short",
        /8 characters/,
        "password",
      ],
      ["a link of nobody", ["/api/shared/nobody/"], 404, "not_found", /^This link leads nowhere\./],
    ],
  );

  it("a visitor without the password, or with a wrong one", async () => {
    const { access_token } = await leapfrog.must(path("insights/1/sharing/"), {
      method: "PATCH",
      body: { enabled: true, password: "correct horse" },
    });
    const visit = async (rest, options) =>
      (await fetch(`${leapfrog.url}/api/shared/${access_token}/${rest}`, options)).json();
    const unlock = (password) =>
      visit("unlock/", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ password }),
      });
    assert.equal((await visit("")).detail, "This link needs its password.");
    assert.equal((await visit("results/0/")).code, "password_required");
    assert.equal((await unlock("wrong")).detail, "This is not the password.");
    const { pass } = await unlock("correct horse");
    const shown = await visit("results/0/", { headers: { "x-share-pass": pass } });
    assert.equal(shown.results[0].count, 1);
  });
});
