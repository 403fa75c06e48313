// Runs clang-tidy over the C++ sources, two at a time, and remembers which were clean: a file is looked at again only
// when it, a header of ours, or the rules changed. node tests/structure/clang_tidy.mjs [--share N] [FILE …]
//
// A machine that remembers nothing would look at everything, which takes longer than CI has. With --share N it looks at
// what the last commits changed and at every Nth of the other files; N commits in a row cover them all.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, homedir } from "node:os";
import { join } from "node:path";
import { repository } from "../harness/directories.mjs";

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "leapfrog", "clang-tidy");
const build = join(repository, "build", "fuzz"); // a preset whose compiler is clang too

function listed(...patterns) {
  const result = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], {
    cwd: repository,
    encoding: "utf8",
  });
  return result.stdout.split("\n").filter((path) => path && existsSync(join(repository, path)));
}

const contents = (path) => readFileSync(join(repository, path));

// Changes with every header of ours that the file includes, directly or not.
function fingerprint(path, rules) {
  const seen = new Set();
  const hash = createHash("sha256").update(rules);
  const visit = (one) => {
    if (seen.has(one)) return;
    seen.add(one);
    const text = contents(one);
    hash.update(one).update("\0").update(text).update("\0");
    for (const [, name] of text.toString().matchAll(/^\s*#\s*include\s*"([^"]+)"/gm)) {
      if (existsSync(join(repository, "src", name))) visit(`src/${name}`);
    }
  };
  visit(path);
  return hash.digest("hex");
}

function lint(path) {
  return new Promise((resolve) => {
    const child = spawn("clang-tidy-19", ["--quiet", "-p", build, path], { cwd: repository });
    let text = "";
    child.stdout.on("data", (chunk) => (text += chunk));
    child.stderr.on("data", (chunk) => (text += chunk));
    child.on("error", (error) => resolve({ clean: false, text: String(error) }));
    child.on("close", (code) => resolve({ clean: code === 0, text }));
  });
}

// How files are compiled, and the precompiled header that their commands name.
for (const args of [
  ["--preset", "fuzz"],
  ["--build", build, "--target", "leapfrog_precompiled"],
]) {
  const done = spawnSync("cmake", args, { cwd: repository, encoding: "utf8" });
  if (done.status !== 0) {
    console.error(done.stdout + done.stderr);
    process.exit(1);
  }
}
mkdirSync(cache, { recursive: true });
const version = spawnSync("clang-tidy-19", ["--version"], { encoding: "utf8" }).stdout;
const rules = version + contents(".clang-tidy") + contents("cmake/compile_options.cmake");

const git = (...args) => spawnSync("git", args, { cwd: repository, encoding: "utf8" }).stdout.trim();

// Tests, and the command line, which includes the web app's generated files.
const notHere = /_(test|bench|fuzz)\.cpp$|^src\/main\.cpp$/;

// What a share of N is of these paths; all that fell to it is the same wherever the same commit is looked at.
function share(paths, parts) {
  const commits = Number(git("rev-list", "--count", "HEAD"));
  const changed = new Set(git("log", "-5", "--name-only", "--format=", "HEAD").split("\n"));
  const part = (path) => createHash("sha256").update(path).digest().readUInt32BE(0) % parts;
  return paths.filter((path) => changed.has(path) || part(path) === commits % parts);
}

const chosen = process.argv.slice(2);
const parts = chosen[0] === "--share" ? Number(chosen.splice(0, 2)[1]) : 1;
const all = chosen.length > 0 ? chosen : listed("src/*.cpp").filter((path) => !notHere.test(path));
const sources = parts > 1 ? share(all, parts) : all;
const queue = sources
  .map((path) => ({ path, mark: join(cache, fingerprint(path, rules)) }))
  .filter(({ mark }) => !existsSync(mark));
console.log(`${sources.length} files, ${queue.length} to look at`);

let dirty = 0;
const worker = async () => {
  for (let one = queue.shift(); one; one = queue.shift()) {
    const { clean, text } = await lint(one.path);
    if (clean) writeFileSync(one.mark, "");
    else {
      dirty += 1;
      console.log(text);
    }
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));
process.exitCode = dirty > 0 ? 1 : 0;
