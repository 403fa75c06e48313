// What leaves the server: e-mail and webhooks of alerts, their signatures, and that nothing is lost when the receiver or
// the server itself is away.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { temporaryDirectory } from "../harness/directories.mjs";
import { anEvent } from "../harness/events.mjs";
import { owner, startLeapfrog } from "../harness/leapfrog.mjs";
import { makeCertificate, startMailServer } from "../harness/smtp.mjs";
import { until } from "../harness/until.mjs";
import { isSigned, startReceiver } from "../harness/webhooks.mjs";

const password = "p4ss w0rd of the mail server";
let leapfrog;
let mail;
let receiver;
let certificate;
let insight;
const path = (rest) => `/api/projects/${leapfrog.project.id}/${rest}`;
const post = (rest, body) => leapfrog.must(path(rest), { method: "POST", body });

before(async () => {
  certificate = await makeCertificate();
  mail = await startMailServer({
    tls: certificate,
    users: { leapfrog: password },
    refuses: (to) => to.startsWith("nobody@"),
  });
  receiver = await startReceiver({ answer: (number) => (number === 0 ? 503 : 204) });
  const file = join(temporaryDirectory("password"), "smtp");
  writeFileSync(file, `${password}\n`);
  leapfrog = await startLeapfrog({
    label: "messages",
    args: [
      ...["--outbound-allow", "127.0.0.1", "--alert-pause", "1", "--public-url", "https://app.example.com"],
      ...["--smtp-url", mail.url, "--smtp-ca-file", certificate.certificate, "--smtp-user", "leapfrog"],
      ...["--smtp-password-file", file, "--mail-from", "Leapfrog Größe <leapfrog@example.com>"],
    ],
  });
  await pay(3);
  insight = await post("insights/", {
    name: "Käufe\r\nBcc: eve@example.com",
    saved: true,
    query: {
      kind: "InsightVizNode",
      source: { kind: "TrendsQuery", series: [{ kind: "EventsNode", event: "paid" }], dateRange: { date_from: "-7d" } },
    },
  });
});
after(async () => {
  await leapfrog?.stop();
  await mail?.close();
  await receiver?.close();
});

async function pay(count) {
  await leapfrog.capture(Array.from({ length: count }, () => anEvent({ event: "paid" })));
  await leapfrog.flush();
}
const me = async () => (await leapfrog.must("/api/users/@me/")).id;
// Fires when more than `upper` are paid today.
const alertAbove = async (upper, changes) =>
  post("alerts/", {
    insight: insight.id,
    name: `Above ${upper} — größer`,
    threshold: { configuration: { type: "absolute", bounds: { upper } } },
    config: { check_ongoing_interval: true },
    subscribed_users: [await me()],
    ...changes,
  });
const deliveriesOf = async ({ id }) => (await leapfrog.must(path(`alerts/${id}/`))).deliveries;
const isDelivered = async (alert) => (await deliveriesOf(alert)).find(({ state }) => state === "delivered");

describe("an alert that fires", () => {
  it("comes by e-mail, over TLS, with the number of the API", async () => {
    const alert = await alertAbove(2);
    assert.equal(alert.subscribed_users[0].email, owner.email);
    const letter = await until(() => mail.letters.find(({ subject }) => subject.includes("Above 2")), {
      what: "the letter",
    });
    assert.equal(letter.secure, true);
    assert.equal(letter.user, "leapfrog");
    assert.equal(letter.from, "leapfrog@example.com");
    assert.deepEqual(letter.to, [owner.email]);
    assert.equal(letter.subject, "Alert: Above 2 — größer");
    assert.equal(letter.headers.bcc, undefined);
    const { last_value: value } = await leapfrog.must(path(`alerts/${alert.id}/`));
    assert.equal(value, 3);
    assert.match(letter.text, new RegExp(`is ${value}, above 2\\.`));
    assert.match(letter.html, new RegExp(`is ${value}, above 2\\.`));
    assert.ok(
      letter.text.includes(`https://app.example.com/project/${leapfrog.project.id}/insights/${insight.short_id}`),
    );
    const delivery = await until(() => isDelivered(alert));
    assert.equal(delivery.channel, "mail");
    assert.equal(delivery.target, owner.email);
    assert.equal(delivery.attempts, 1);
  });

  it("comes to a webhook, signed, again with the same id when it was refused", async () => {
    const alert = await alertAbove(2, { webhook_url: receiver.url("/a"), subscribed_users: [] });
    assert.match(alert.webhook_secret, /^whsec_/);
    await until(() => receiver.received.length === 2, { timeout: 30_000, what: "the second try" });
    const [first, second] = receiver.received;
    assert.equal(second.headers["webhook-id"], first.headers["webhook-id"]);
    assert.equal(second.json.value, 3);
    for (const request of [first, second]) assert.ok(isSigned(request, alert.webhook_secret));
    assert.ok(!isSigned({ ...second, body: second.body.replace("3", "4") }, alert.webhook_secret));
    assert.equal((await until(() => isDelivered(alert))).attempts, 2);
    const changed = await leapfrog.must(path(`alerts/${alert.id}/`), {
      method: "PATCH",
      body: { webhook_url: receiver.url("/a") },
    });
    assert.equal(changed.webhook_secret, undefined, "shown once");
  });

  it("is told to everybody by a test", async () => {
    const alert = await alertAbove(100, { webhook_url: receiver.url("/test") });
    const told = await leapfrog.must(path(`alerts/${alert.id}/test/`), { method: "POST" });
    assert.equal(told.delivered, true);
    assert.deepEqual(
      told.results.map(({ target, delivered }) => [target, delivered]),
      [
        [receiver.url("/test"), true],
        [owner.email, true],
      ],
    );
    assert.equal(mail.letters.at(-1).subject, "Test of an alert: Above 100 — größer");
  });
});

describe("secrets of webhooks", () => {
  it("are replaced without a gap", async () => {
    const { results } = await leapfrog.must(path("webhooks/"));
    const { id, secret } = results.find(({ url }) => url === receiver.url("/a"));
    assert.equal(secret, null);
    const replaced = await leapfrog.must(path(`webhooks/${id}/replace_secret/`), { method: "POST" });
    assert.match(replaced.secret, /^whsec_/);
    await alertAbove(2, { webhook_url: receiver.url("/a"), subscribed_users: [] });
    const sent = await until(() => receiver.received.filter((request) => request.path === "/a")[2]);
    assert.ok(isSigned(sent, replaced.secret));
    assert.equal(sent.headers["webhook-signature"].split(" ").length, 2);
  });
});

describe("a message", () => {
  it("outlives the mail server being away and the server being killed", async () => {
    const { port } = mail;
    await mail.close();
    const alert = await alertAbove(1);
    await until(async () => (await deliveriesOf(alert))[0]?.attempts > 0, { what: "a try that fails" });
    const [waiting] = await deliveriesOf(alert);
    assert.equal(waiting.state, "waiting");
    assert.match(waiting.answer, /^The mail server did not take it: /);
    await leapfrog.kill();
    mail = await startMailServer({ port, tls: certificate, users: { leapfrog: password } });
    await leapfrog.start();
    const letter = await until(() => mail.letters.find(({ subject }) => subject.includes("Above 1")), {
      timeout: 40_000,
      what: "the letter after the restart",
    });
    assert.match(letter.text, /is 3, above 1\./);
    await until(() => isDelivered(alert));
    assert.equal(mail.letters.length, 1);
  });

  it("says why it was given up, without the password", async () => {
    const { port } = mail;
    await mail.close();
    mail = await startMailServer({ port, tls: certificate, users: { leapfrog: "another" } });
    const alert = await alertAbove(100);
    const refused = await leapfrog.must(path(`alerts/${alert.id}/test/`), { method: "POST" });
    assert.equal(refused.answer, "The mail server refused the user or the password.");
    await mail.close();
    mail = await startMailServer({ port, users: { leapfrog: password } });
    const plain = await leapfrog.must(path(`alerts/${alert.id}/test/`), { method: "POST" });
    assert.equal(plain.delivered, false, "without TLS");
    assert.ok(!mail.commands.includes("AUTH"));
    await mail.close();
    mail = await startMailServer({ port, tls: certificate, users: { leapfrog: password }, refuses: () => true });
    const firing = await alertAbove(0);
    const given = await until(async () => (await deliveriesOf(firing)).find(({ state }) => state === "given_up"));
    assert.match(given.answer, /^The mail server did not take it: .*550/);
    const all = await leapfrog.must(path("outbox/"));
    assert.ok(all.results.some(({ kind, about_id }) => kind === "alert" && about_id === firing.id));
    assert.ok(!leapfrog.output.includes(password) && !all.text?.includes(password));
  });
});
