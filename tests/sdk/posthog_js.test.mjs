// posthog-js as npm delivers it, in Chromium, on a page of another origin; only the host is ours.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { launchChromium, openPage, serveSite, untilStored } from "../harness/browser.mjs";
import { repository } from "../harness/directories.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";
import { until } from "../harness/until.mjs";

let leapfrog;
let browser;
let site;
const bundle = readFileSync(join(repository, "node_modules/posthog-js/dist/array.full.no-external.js"), "utf8");

// The loader that the app gives people to paste, as they would paste it.
const snippets = readFileSync(new URL("../../web/src/features/accounts/snippets.ts", import.meta.url), "utf8");
const snippet = /const loader = `([\s\S]*?)`;/.exec(snippets)[1];

const body = `
  <main><h1>Shop</h1>
    <form id="order" class="card big"><input name="email" value="secret@example.com"><input type="password" value="hunter2">
      <button id="buy" type="button" class="primary cta" data-attr="buy-now">Buy <b>now</b></button></form>
    <a id="docs" href="#docs">Read the docs</a>
  </main>`;

before(async () => {
  leapfrog = await startLeapfrog({ label: "browser-sdk" });
  browser = await launchChromium();
  site = await serveSite({ "/away": "<h1>Away</h1>", "/bundle.js": { type: "text/javascript", body: bundle } });
});
after(async () => {
  await browser?.close();
  await site?.close();
  await leapfrog?.stop();
});

let projects = 0;
// A page with the SDK loaded the given way, in a project of its own.
async function shop(options = {}, { load = "snippet", query = "" } = {}) {
  const project = await leapfrog.newProject();
  const config = JSON.stringify({
    api_host: leapfrog.url,
    persistence: "localStorage",
    person_profiles: "always",
    ...options,
  });
  const path = `/shop-${++projects}`;
  const sdk = load === "snippet" ? `<script>${snippet}</script>` : `<script src="/bundle.js"></script>`;
  site.pages[path] =
    `<!doctype html><html><head><title>Shop ${projects}</title>${sdk}<script>posthog.init(${JSON.stringify(project.token)}, ${config})</script></head><body>${body}</body></html>`;
  const page = await openPage(browser, `${site.url}${path}${query}`, {
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
  });
  await page.waitForFunction(() => window.posthog?.__loaded);
  return { project, page, path };
}

const named = (name) => (events) => events.some((event) => event.event === name);
const find = (events, name) => events.find((event) => event.event === name);

for (const load of ["snippet", "bundle"]) {
  describe(`posthog-js by ${load}`, () => {
    it("captures the page view with its surroundings, without an error on the console", async () => {
      const { project, page, path } = await shop({}, { load, query: "?utm_source=newsletter&utm_campaign=spring" });
      const events = await untilStored(leapfrog, {}, named("$pageview"), project);
      const view = find(events, "$pageview");
      assert.equal(view.properties.$pathname, path);
      assert.equal(view.properties.$lib, "web");
      assert.equal(view.properties.utm_source, "newsletter");
      assert.match(view.properties.$session_id, /^[0-9a-f-]{36}$/);
      assert.equal(view.properties.title, await page.title());
      assert.deepEqual(page.problems, []);
      await page.context().close();
    });

    it("loads its remote config and asks for flags", async () => {
      const { page } = await shop({}, { load });
      await until(() => page.requests.some(({ url }) => /\/array\/[^/]+\/config/.test(url)), { what: "remote config" });
      await until(() => page.requests.some(({ url }) => url.includes("/flags/?v=2")), { what: "flags" });
      await until(() =>
        page.evaluate(
          () => window.posthog.featureFlags?.hasLoadedFlags ?? window.posthog.getFeatureFlag("none") === undefined,
        ),
      );
      assert.deepEqual(page.problems, []);
      await page.context().close();
    });

    it("captures clicks with the elements around them", async () => {
      const { project, page } = await shop({}, { load });
      await untilStored(leapfrog, {}, named("$pageview"), project);
      await until(
        async () => {
          await page.click("#buy");
          return (await leapfrog.events({ event: "$autocapture" }, project)).length > 0;
        },
        { timeout: 30_000, interval: 500, what: "an autocaptured click" },
      );
      const click = (await leapfrog.events({ event: "$autocapture" }, project)).at(-1);
      assert.equal(click.properties.$event_type, "click");
      assert.ok(!("$elements_chain" in click.properties) && !("$elements" in click.properties));
      const button = click.elements.find((element) => element.tag_name === "button");
      assert.ok(button, JSON.stringify(click.elements));
      assert.equal(button.attr_id, "buy");
      assert.deepEqual([...button.attr_class].sort(), ["cta", "primary"]);
      assert.match(button.text, /Buy/);
      assert.equal(button.attributes["attr__data-attr"], "buy-now");
      assert.deepEqual(click.elements.map((element) => element.tag_name).slice(-3), ["form", "main", "body"]);
      assert.match(click.elements_chain, /button\.cta\.primary:/);
      assert.doesNotMatch(JSON.stringify(click), /hunter2|secret@example/);
      await page.context().close();
    });

    it("makes the anonymous visitor and the known user one person", async () => {
      const { project, page } = await shop({}, { load });
      await page.evaluate(() => {
        window.posthog.capture("before sign in");
      });
      const anonymous = await page.evaluate(() => window.posthog.get_distinct_id());
      await page.evaluate(() => {
        window.posthog.identify("user-7", { plan: "team" }, { first_page: "shop" });
        window.posthog.capture("after sign in");
      });
      const events = await untilStored(leapfrog, {}, named("after sign in"), project);
      assert.equal(find(events, "$identify").properties.$anon_distinct_id, anonymous);
      const person = await leapfrog.person("user-7", project);
      assert.ok(person.distinct_ids.includes(anonymous));
      assert.equal(person.properties.plan, "team");
      assert.equal(person.properties.first_page, "shop");
      assert.ok(person.properties.$initial_current_url);
      const theirs = await leapfrog.events({ person_id: String(person.uuid ?? person.id) }, project);
      assert.ok(theirs.some((event) => event.event === "before sign in"));
      await page.context().close();
    });

    it("alias, group, super properties and reset", async () => {
      const { project, page } = await shop({}, { load });
      await page.evaluate(() => {
        const { posthog } = window;
        posthog.identify("member-1");
        posthog.alias("member-1-old");
        posthog.group("company", "acme", { name: "Acme" });
        posthog.register({ release: "2026.11" });
        posthog.capture("in company");
        posthog.reset(true);
        posthog.capture("after reset");
      });
      const events = await untilStored(leapfrog, {}, named("after reset"), project);
      const inCompany = find(events, "in company");
      assert.deepEqual(inCompany.properties.$groups, { company: "acme" });
      assert.equal(inCompany.properties.release, "2026.11");
      const afterReset = find(events, "after reset");
      assert.notEqual(afterReset.distinct_id, "member-1");
      assert.equal(afterReset.properties.release, undefined);
      assert.notEqual(afterReset.properties.$device_id, inCompany.properties.$device_id);
      const person = await leapfrog.person("member-1", project);
      assert.ok(person.distinct_ids.includes("member-1-old"), JSON.stringify(person.distinct_ids));
      assert.ok(!person.distinct_ids.includes(afterReset.distinct_id));
      const group = await leapfrog.must(`/api/projects/${project.id}/groups/find?group_type_index=0&group_key=acme`);
      assert.equal(group.group_properties.name, "Acme");
      await page.context().close();
    });
  });
}

describe("posthog-js leaving a page", () => {
  it("sends what it still holds with sendBeacon", async () => {
    const { project, page } = await shop({ request_batching: true });
    await untilStored(leapfrog, {}, named("$pageview"), project);
    // Playwright does not report beacons, so the page itself notes them for the next one.
    await page.evaluate(() => {
      const sendBeacon = navigator.sendBeacon.bind(navigator);
      navigator.sendBeacon = (url, body) => {
        localStorage.beacon = url;
        return sendBeacon(url, body);
      };
      window.posthog.capture("last words");
    });
    await page.goto(`${site.url}/away`);
    const events = await untilStored(
      leapfrog,
      {},
      (all) => named("last words")(all) && named("$pageleave")(all),
      project,
    );
    assert.ok(
      find(events, "$pageleave").properties.$prev_pageview_pathname ?? find(events, "$pageleave").properties.$pathname,
    );
    const beacon = await page.evaluate(() => localStorage.beacon);
    assert.ok(beacon?.startsWith(leapfrog.url), `a beacon was sent: ${beacon}`);
    await page.context().close();
  });
});

describe("posthog-js encodings", () => {
  it("gzip is what it uses by itself", async () => {
    const { project, page } = await shop();
    await page.evaluate(() => window.posthog.capture("squeezed", { text: "ü🐸" }));
    const events = await untilStored(leapfrog, {}, named("squeezed"), project);
    assert.equal(find(events, "squeezed").properties.text, "ü🐸");
    await page.context().close();
  });

  it("plain JSON when compression is off", async () => {
    const { project, page } = await shop({ disable_compression: true });
    await page.evaluate(() => window.posthog.capture("plain", { text: "ü🐸" }));
    const events = await untilStored(leapfrog, {}, named("plain"), project);
    assert.equal(find(events, "plain").properties.text, "ü🐸");
    await page.context().close();
  });

  it("base64 when that is asked for", async () => {
    const { project, page } = await shop();
    await page.evaluate(() => {
      window.posthog.compression = "base64";
      window.posthog.capture("encoded", { text: "ü🐸 a+b" }, { send_instantly: true });
    });
    const events = await untilStored(leapfrog, {}, named("encoded"), project);
    assert.equal(find(events, "encoded").properties.text, "ü🐸 a+b");
    await until(() => page.requests.some(({ url }) => url.includes("compression=base64") && url.includes("/e/")), {
      what: "a base64 request",
    });
    await page.context().close();
  });

  it("identified_only, its default, makes no person of a visitor", async () => {
    const { project, page } = await shop({ person_profiles: "identified_only" });
    await untilStored(leapfrog, {}, named("$pageview"), project);
    assert.deepEqual(await leapfrog.persons({}, project), []);
    await page.evaluate(() => window.posthog.identify("known"));
    await untilStored(leapfrog, {}, named("$identify"), project);
    const person = await leapfrog.person("known", project);
    const view = (await leapfrog.events({ event: "$pageview" }, project))[0];
    assert.ok(person.distinct_ids.includes(view.distinct_id));
    await page.context().close();
  });
});
