// What browsers on other origins may do: SDK endpoints reflect the origin, the app's own API does not.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startLeapfrog } from "../harness/leapfrog.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "cors" });
});
after(() => leapfrog?.stop());

const origin = "https://shop.example.com";
const sdkPaths = [
  "/e/",
  "/i/v0/e/",
  "/batch/",
  "/capture/",
  "/track/",
  "/engage/",
  "/s/",
  "/flags/?v=2",
  "/decide/?v=3",
];

describe("an SDK endpoint", () => {
  for (const path of sdkPaths) {
    it(`${path} answers a preflight`, async () => {
      const answer = await leapfrog.send({
        method: "OPTIONS",
        path,
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type,x-custom-header",
        },
      });
      assert.ok([200, 204].includes(answer.status), String(answer.status));
      assert.equal(answer.headers["access-control-allow-origin"], origin);
      assert.equal(answer.headers["access-control-allow-credentials"], "true");
      assert.match(answer.headers["access-control-allow-methods"], /POST/);
      assert.match(answer.headers["access-control-allow-methods"], /GET/);
      assert.match(answer.headers["access-control-allow-headers"], /x-custom-header/i);
      assert.match(answer.headers.vary ?? "", /origin/i);
    });

    it(`${path} lets a page read its answers, errors too`, async () => {
      const answer = await leapfrog.send({ method: "POST", path, headers: { origin }, body: "{}" });
      assert.equal(answer.headers["access-control-allow-origin"], origin);
      assert.equal(answer.headers["access-control-allow-credentials"], "true");
      assert.match(answer.headers["access-control-expose-headers"] ?? "", /retry-after/i);
    });
  }

  it("answers OPTIONS on capture with 200 and the status", async () => {
    const answer = await leapfrog.send({ method: "OPTIONS", path: "/e/", headers: { origin } });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, { status: "Ok" });
  });

  it("remote config can be loaded from any page", async () => {
    for (const path of [`/array/${leapfrog.project.token}/config`, `/array/${leapfrog.project.token}/config.js`]) {
      const answer = await leapfrog.send({ path, headers: { origin } });
      assert.equal(answer.status, 200, path);
      assert.equal(answer.headers["access-control-allow-origin"], origin);
    }
  });
});

describe("the app's own API", () => {
  for (const path of ["/api/projects/", "/api/users/@me/", "/api/projects/1/events/"]) {
    it(`${path} gives other origins nothing`, async () => {
      const plain = await leapfrog.api(path, { headers: { origin } });
      assert.equal(plain.headers["access-control-allow-origin"], undefined);
      const preflight = await leapfrog.send({
        method: "OPTIONS",
        path,
        headers: { origin, "access-control-request-method": "POST" },
      });
      assert.equal(preflight.headers["access-control-allow-origin"], undefined);
    });
  }
});
