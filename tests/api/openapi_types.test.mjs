// The web app's types of the API are those of the server's OpenAPI document.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { typesOf } from "../../script/api-types.mjs";
import { startLeapfrog } from "../harness/leapfrog.mjs";

const root = join(import.meta.dirname, "../..");
let leapfrog;
before(async () => {
  leapfrog = await startLeapfrog({ label: "openapi-types" });
});
after(() => leapfrog?.stop());

it("are up to date", async () => {
  const document = await leapfrog.must("/api/openapi.json");
  const formatted = spawnSync(
    join(root, "node_modules/.bin/biome"),
    ["format", "--stdin-file-path=web/src/app/api-types.ts"],
    { cwd: root, input: typesOf(document), encoding: "utf8" },
  );
  assert.equal(formatted.status, 0, formatted.stderr);
  const kept = readFileSync(join(root, "web/src/app/api-types.ts"), "utf8");
  assert.equal(kept, formatted.stdout, "run script/api-types");
});

it("name every schema that a route refers to", async () => {
  const document = await leapfrog.must("/api/openapi.json");
  const known = new Set(Object.keys(document.components.schemas));
  const named = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
  assert.deepEqual(
    [...new Set(named)].filter((name) => !known.has(name)),
    [],
  );
});
