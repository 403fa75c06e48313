// Runs clang-tidy over the C++ sources, two at a time, and remembers which were clean: a file is looked at again only
// when it, a header of ours, or the rules changed. node tests/structure/clang_tidy.mjs [FILE …]
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

const configured = spawnSync("cmake", ["--preset", "fuzz"], { cwd: repository, encoding: "utf8" });
if (configured.status !== 0) {
  console.error(configured.stdout + configured.stderr);
  process.exit(1);
}
mkdirSync(cache, { recursive: true });
const version = spawnSync("clang-tidy-19", ["--version"], { encoding: "utf8" }).stdout;
const rules = version + contents(".clang-tidy") + contents("cmake/compile_options.cmake");
const chosen = process.argv.slice(2);
const sources =
  chosen.length > 0 ? chosen : listed("src/*.cpp").filter((path) => !/_(test|bench|fuzz)\.cpp$/.test(path));
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
