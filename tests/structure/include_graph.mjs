// The rules of the tree, as functions over a list of files, so that they can be tried on made-up trees too.
// ARCHITECTURE.md says why they are there.

// Folders of src/ that are not feature slices, and what each may include besides itself.
const layers = {
  base: [],
  http: ["base"],
  "storage/meta": ["base"],
  "storage/log": ["base"],
  "storage/events": ["base", "http"],
  "storage/blobs": ["base"],
  engine_host: ["base"],
};
// Slices may include these whole, and other slices by their front headers only.
const belowSlices = ["base", "http", "storage", "query"];

// Front headers besides <slice>/<slice>.h: contracts that several slices share, each with its reason.
export const frontHeaders = {
  "accounts/accounts_fixture.h": "real accounts for the tests of every slice that adds project routes",
  "accounts/activity_page.h": "the activity/ below each resource, which few slices need",
  "accounts/passwords.h": "rules and hashing of passwords, which public links may have as well",
  "accounts/throttle.h": "refusing too many guesses, of those passwords too",
  "dashboards/kept.h":
    "what people keep, for public links that show it, alerts that watch it and subscriptions that send it",
  "dashboards/made.h": "a dashboard that is made for people: of a flag's usage",
  "accounts/projects.h": "projects as the hot paths see them, without the rest of accounts",
  "capture/captured.h": "what capture hands to the log and the pipeline",
  "enrich/geoip.h": "where an address is: the pipeline stores it with events, flags are targeted by it",
  "flags/cohort_use.h": "a cohort is not deleted from under a flag",
  "persons/api_json.h": "a person as the API shows one: the people of a cohort are shown alike",
  "persons/person_reads.h": "what is stored of people and groups: flags are evaluated on it",
  "capture/elements_chain.h": "the grammar of autocaptured elements: the pipeline stores it, the event list reads it",
};

// Headers that take seconds to compile; they stay in .cpp files.
const heavy = [
  /^boost\/(asio|beast)/,
  /^simdjson\.h$/,
  /^sqlite3\.h$/,
  /^re2\//,
  /^maxminddb\.h$/,
  /^yaml-cpp\//,
  /^curl\//,
  /^ft2build\.h$/,
  /^png\.h$/,
];

export const maximumLines = 600;
export const maximumReadmeLines = 30;

// The folder whose rules apply to a file below src/: "base", "storage/meta", "capture", …; "" for src/main.cpp.
export function unitOf(path) {
  const parts = path.split("/").slice(1);
  if (parts.length === 1) return "";
  if (parts[0] === "storage" && parts.length > 2) return `storage/${parts[1]}`;
  return parts[0];
}

function includesOf(text) {
  const found = [];
  for (const [index, line] of text.split("\n").entries()) {
    const match = /^\s*#\s*include\s*(["<])([^">]+)[">]/.exec(line);
    if (match) found.push({ line: index + 1, ours: match[1] === '"', name: match[2] });
  }
  return found;
}

function mayInclude(from, header, fronts) {
  const to = unitOf(`src/${header}`);
  if (from === to || from === "app" || from === "") return true;
  if (to === "app" || to === "") return false;
  const below = layers[from];
  if (below) return below.includes(to);
  if (belowSlices.includes(to.split("/")[0])) return true;
  return header === `${to}/${to}.h` || header in fronts;
}

// All that is wrong with the includes of `files` ([{path, text}] with paths like "src/capture/routes.cpp").
export function includeProblems(files, fronts = frontHeaders) {
  const problems = [];
  for (const { path, text } of files.filter((file) => file.path.startsWith("src/") && /\.(h|cpp)$/.test(file.path))) {
    const from = unitOf(path);
    for (const include of includesOf(text)) {
      const where = `${path}:${include.line}`;
      if (include.ours) {
        if (include.name.includes("..")) problems.push(`${where}: include "${include.name}" by its path below src/`);
        else if (!mayInclude(from, include.name, fronts)) {
          problems.push(`${where}: ${from} may not include "${include.name}"`);
        }
      } else if (path.endsWith(".h") && heavy.some((pattern) => pattern.test(include.name))) {
        problems.push(`${where}: <${include.name}> takes long to compile, keep it in a .cpp file`);
      }
    }
    if (path.endsWith(".h") && !/^\s*#pragma once$/m.test(text)) problems.push(`${path}: no #pragma once`);
  }
  return problems;
}

// Circles among slices: each must be buildable and readable without the slices that stand on it.
export function includeCycles(files) {
  const edges = new Map();
  for (const { path, text } of files.filter((file) => file.path.startsWith("src/") && /\.h$/.test(file.path))) {
    for (const include of includesOf(text).filter((one) => one.ours)) {
      edges.set(path, [...(edges.get(path) ?? []), `src/${include.name}`]);
    }
  }
  const cycles = [];
  const done = new Set();
  const visit = (path, trail) => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}

// Sizes, names and words. `files` are all text files that are kept in the repository.
export function tidinessProblems(files) {
  const problems = [];
  for (const { path, text } of files) {
    const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
    const name = path.split("/").at(-1);
    const generated = /Written by script\//.test(text.split("\n", 1)[0]);
    const code = !generated && (/\.(h|cpp|mjs|js|ts|tsx|css)$/.test(name) || path.startsWith("script/"));
    if (code && lines > maximumLines) problems.push(`${path}: ${lines} lines, the limit is ${maximumLines}`);
    if (/^src\/.*README\.md$/.test(path) && lines > maximumReadmeLines) {
      problems.push(`${path}: ${lines} lines, the limit is ${maximumReadmeLines}`);
    }
    if (code && /(^|_|-)(utils?|helpers?|common|misc)(_|-|\.|$)/i.test(name)) {
      problems.push(`${path}: name the file after what it is about`);
    }
    if (path.startsWith("tests/structure/")) continue; // these name what they forbid
    for (const [index, line] of text.split("\n").entries()) {
      if (code && /\b(TODO|FIXME|XXX)\b/.test(line)) problems.push(`${path}:${index + 1}: do it or write an issue`);
      if (/(^|[\s"'`(=])\/(work|home|root|Users)\//.test(line))
        problems.push(`${path}:${index + 1}: a path of one machine`);
    }
  }
  return problems;
}

// Every folder of src/ that holds code says in its README what it is.
export function missingReadmes(files) {
  const folders = new Set();
  for (const { path } of files) {
    const unit = path.startsWith("src/") ? unitOf(path) : "";
    if (unit) folders.add(`src/${unit}`);
  }
  const present = new Set(files.map(({ path }) => path));
  return [...folders].filter((folder) => !present.has(`${folder}/README.md`)).sort();
}
