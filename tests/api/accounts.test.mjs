// Signing in and keys, as browsers and scripts meet them over HTTP. The rules in depth are tested beside the code.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { binary, owner, startLeapfrog } from "../harness/leapfrog.mjs";
import { runProcess } from "../harness/processes.mjs";

let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "accounts" });
});
after(() => leapfrog?.stop());

const json = { "content-type": "application/json" };

function signIn(credentials, headers = {}) {
  return leapfrog.send({
    method: "POST",
    path: "/api/login/",
    headers: { ...json, ...headers },
    body: JSON.stringify(credentials),
  });
}

// What a browser would send back: {cookie, csrf}.
function cookiesOf(answer) {
  const pairs = answer.headers["set-cookie"].map((line) => line.split(";")[0]);
  const csrf = pairs.find((pair) => /csrf/i.test(pair)).split("=")[1];
  return { cookie: pairs.join("; "), csrf };
}

describe("a browser", () => {
  it("signs in with cookies that scripts cannot read and other sites cannot use", async () => {
    const answer = await signIn(owner);
    assert.ok([200, 201].includes(answer.status), answer.text);
    const session = answer.headers["set-cookie"].find((line) => /HttpOnly/i.test(line));
    assert.match(session, /SameSite=(Lax|Strict)/i);
    const { cookie } = cookiesOf(answer);
    const me = await leapfrog.send({ path: "/api/users/@me/", headers: { cookie } });
    assert.equal(me.status, 200);
    assert.equal(me.json.email, owner.email);
  });

  it("cannot change anything without the CSRF header", async () => {
    const { cookie, csrf } = cookiesOf(await signIn(owner));
    const create = (headers) =>
      leapfrog.send({
        method: "POST",
        path: "/api/projects/",
        headers: { ...json, cookie, ...headers },
        body: JSON.stringify({ name: "By browser" }),
      });
    const refused = await create({});
    assert.equal(refused.status, 403);
    assert.equal(refused.json.code, "permission_denied");
    assert.match(refused.json.detail, /^CSRF Failed/);
    assert.equal((await create({ "x-csrftoken": "wrong" })).status, 403);
    assert.equal((await create({ "x-csrftoken": csrf, origin: "https://evil.example.com" })).status, 403);
    assert.equal((await create({ "x-csrftoken": csrf })).status, 201);
  });

  it("is signed out for good", async () => {
    const { cookie, csrf } = cookiesOf(await signIn(owner));
    const out = await leapfrog.send({ method: "POST", path: "/api/logout/", headers: { cookie, "x-csrftoken": csrf } });
    assert.ok([200, 204].includes(out.status), out.text);
    assert.equal((await leapfrog.send({ path: "/api/users/@me/", headers: { cookie } })).status, 401);
  });

  it("is told the same for a wrong password and for an unknown address", async () => {
    const wrong = await signIn({ email: owner.email, password: "not the password" });
    const unknown = await signIn({ email: "nobody@example.com", password: "not the password" });
    assert.equal(wrong.status, unknown.status);
    assert.ok([400, 401].includes(wrong.status), String(wrong.status));
    assert.equal(wrong.json.detail, unknown.json.detail);
  });
});

describe("a personal key", () => {
  it("opens the API, and a wrong one does not", async () => {
    assert.equal((await leapfrog.api("/api/projects/@current/")).status, 200);
    for (const key of ["phx_wrong", leapfrog.project.token]) {
      const answer = await leapfrog.api("/api/projects/@current/", { key });
      assert.equal(answer.status, 401);
      assert.equal(answer.json.type, "authentication_error");
    }
    const none = await leapfrog.send({ path: "/api/projects/@current/" });
    assert.equal(none.status, 401);
    assert.equal(none.json.code, "not_authenticated");
  });
});

describe("an error of the API", () => {
  const cases = [
    ["an unknown project", "GET", "/api/projects/999/", undefined, 404, "not_found"],
    ["an unknown project's events", "GET", "/api/projects/999/events/", undefined, 404, "not_found"],
    ["an unknown path", "GET", "/api/nothing/", undefined, 404, "not_found"],
    ["a method that is not there", "PUT", "/api/projects/1/ingestion/", undefined, 405, "method_not_allowed"],
    ["a body that is not JSON", "POST", "/api/projects/", "not json", 400, undefined],
    ["a project with an empty name", "POST", "/api/projects/", `{"name":""}`, 400, undefined],
    ["a limit that is no number", "GET", "/api/projects/1/events/?limit=x", undefined, 400, undefined],
    ["a time that is none", "GET", "/api/projects/1/events/?after=never-ever", undefined, 400, undefined],
    [
      "an event that is not there",
      "GET",
      "/api/projects/1/events/5bd9e0e2-0b8e-4b5a-9a0e-5d5f6a0e4a11/",
      undefined,
      404,
      "not_found",
    ],
    [
      "a person that is not there",
      "GET",
      "/api/projects/1/persons/5bd9e0e2-0b8e-4b5a-9a0e-5d5f6a0e4a11/",
      undefined,
      404,
      "not_found",
    ],
  ];
  for (const [what, method, path, body, status, code] of cases) {
    it(`for ${what} is ${status}, with a sentence`, async () => {
      const answer = await leapfrog.send({
        method,
        path,
        headers: { ...json, authorization: `Bearer ${leapfrog.project.key}` },
        body,
      });
      assert.equal(answer.status, status, answer.text);
      assert.deepEqual(Object.keys(answer.json).sort(), ["attr", "code", "detail", "type"]);
      if (code) assert.equal(answer.json.code, code);
      assert.ok(answer.json.detail.length >= 5);
      assert.ok(answer.headers["x-request-id"]);
    });
  }
});

describe("a forgotten password", () => {
  const set = (path, password) => {
    const [, , uuid, token] = path.split("/");
    return leapfrog.send({
      method: "POST",
      path: `/api/reset/${uuid}/`,
      headers: json,
      body: JSON.stringify({ token, password }),
    });
  };

  it("is set by a link that whoever runs the server makes, while it runs, once", async () => {
    const made = await runProcess(binary, [
      ...["password-link", "--data", leapfrog.directory, "--email", owner.email, "--url", "https://app.example.com/"],
    ]);
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, /^https:\/\/app\.example\.com\/reset\/[0-9a-f-]{36}\/\w{43}\n$/);
    const { pathname } = new URL(made.stdout.trim());
    const before = cookiesOf(await signIn(owner));
    assert.equal((await set(pathname, owner.password)).status, 200);
    const me = await leapfrog.send({ path: "/api/users/@me/", headers: { cookie: before.cookie } });
    assert.equal(me.status, 401, "signed out everywhere");
    const again = await set(pathname, owner.password);
    assert.equal(again.status, 400);
    assert.deepEqual([again.json.code, again.json.attr], ["invalid_token", "token"]);
  });

  it("is not for an address that nobody has, nor for a directory that is none", async () => {
    const link = (data, email) => runProcess(binary, ["password-link", "--data", data, "--email", email]);
    const nobody = await link(leapfrog.directory, "nobody@example.com");
    assert.notEqual(nobody.code, 0);
    assert.match(nobody.stderr, /Nobody has this address\./);
    const nowhere = await link("/nowhere", owner.email);
    assert.notEqual(nowhere.code, 0);
    assert.match(nowhere.stderr, /There is no Leapfrog data in \/nowhere\./);
  });

  it("cannot be asked for by e-mail where the server sends none", async () => {
    const answer = await leapfrog.send({
      method: "POST",
      path: "/api/reset/",
      headers: json,
      body: JSON.stringify({ email: owner.email }),
    });
    assert.equal(answer.status, 400);
    assert.equal(answer.json.code, "email_not_available");
  });
});
