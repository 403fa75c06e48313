// Suggestions of values for a property.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { anEvent } from "../harness/events.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
let path;
before(async () => {
  leapfrog = await startLeapfrog({ label: "values" });
  path = (rest) => `/api/projects/${leapfrog.project.id}/${rest}`;
  const some = (n, event, properties) => Array.from({ length: n }, () => anEvent({ event, properties }));
  await leapfrog.capture([
    ...some(3, "viewed", { browser: "Firefox", n: 5, "odd `key'\\": "x" }),
    ...some(2, "viewed", { browser: "Chrome", n: 7.5, "a.b": "dotted" }),
    ...some(1, "paid", { browser: "chromium", flag: true, empty: "", nothing: null, list: [1] }),
    ...some(1, "paid", { browser: "y".repeat(401) }),
  ]);
  await leapfrog.flush();
});
after(() => leapfrog?.stop());

const values = async (query) =>
  (await leapfrog.must(path(`events/values/?${new URLSearchParams(query)}`))).map(({ name, count }) => [name, count]);

describe("events/values", () => {
  it("gives the most frequent values first, with their counts", async () => {
    assert.deepEqual(await values({ key: "browser" }), [
      ["Firefox", 3],
      ["Chrome", 2],
      ["chromium", 1],
    ]);
    assert.deepEqual(await values({ key: "n" }), [
      ["5", 3],
      ["7.5", 2],
    ]);
    assert.deepEqual(await values({ key: "flag" }), [["true", 1]]);
  });

  it("finds part of a value without regard to case, and of one event alone", async () => {
    assert.deepEqual(await values({ key: "browser", value: "CHROM" }), [
      ["Chrome", 2],
      ["chromium", 1],
    ]);
    assert.deepEqual(await values({ key: "browser", event_name: "paid" }), [["chromium", 1]]);
    assert.deepEqual(await values({ key: "browser", value: "none of them" }), []);
  });

  it("leaves out what is absent, empty or null, and takes any key literally", async () => {
    for (const key of ["absent", "empty", "nothing", "'); DROP TABLE events --"])
      assert.deepEqual(await values({ key }), []);
    assert.deepEqual(await values({ key: "odd `key'\\" }), [["x", 3]]);
    assert.deepEqual(await values({ key: "a.b" }), [["dotted", 2]]);
  });

  it("knows the event's own columns and no others", async () => {
    assert.deepEqual(await values({ key: "event", is_column: "true" }), [
      ["viewed", 5],
      ["paid", 2],
    ]);
    const refused = await leapfrog.api(path("events/values/?key=properties&is_column=true"));
    assert.equal(refused.status, 400);
    assert.equal(refused.json.attr, "key");
    assert.equal((await leapfrog.api(path("events/values/"))).json.code, "required");
  });

  it("shows nothing of another project", async () => {
    const other = await leapfrog.newProject();
    assert.deepEqual(await leapfrog.must(`/api/projects/${other.id}/events/values/?key=browser`), []);
  });
});
