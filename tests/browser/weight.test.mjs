// What a browser has to load before the first page shows.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { gzipSync } from "node:zlib";
import { repository } from "../harness/directories.mjs";

const dist = join(repository, "web/dist");
const mostKilobytes = 250;

it(`starts with at most ${mostKilobytes} kB of compressed script`, () => {
  assert.ok(existsSync(join(dist, "index.html")), "script/build-web makes web/dist");
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const scripts = [...html.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path]) => path);
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path)), { level: 9 }).length, 0);
  console.log(`initial script: ${(bytes / 1000).toFixed(0)} kB compressed in ${scripts.length} files`);
  assert.ok(bytes <= mostKilobytes * 1000);
});

it("has no inline script, and hashes in the names of all assets", () => {
  const html = readFileSync(join(dist, "index.html"), "utf8");
  assert.equal(/<script(?![^>]*\bsrc=)/.test(html), false);
  for (const name of readdirSync(join(dist, "assets"))) assert.match(name, /-[\w-]{8}\.\w+$/);
});
