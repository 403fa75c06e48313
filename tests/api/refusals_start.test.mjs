// What can be wrong with settings and directories: the program does not start, and says why.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { temporaryDirectory } from "../harness/directories.mjs";
import { binary, initialise, owner } from "../harness/leapfrog.mjs";
import { runProcess } from "../harness/processes.mjs";

let directory;
before(async () => {
  directory = join(temporaryDirectory("start"), "data");
  await initialise(directory);
});

async function refused(args, sentence, env = process.env) {
  const named = args.map((one) => (one === "{}" ? directory : one));
  const result = await runProcess(binary, named, { timeout: 20_000, env });
  assert.ok(result.code !== 0 && result.code !== null, `exit ${result.code}`);
  assert.match(result.stderr, sentence);
}
const serve = (...more) => {
  const listen = more.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
  return ["serve", "--data", "{}", ...listen, ...more];
};
const init = (data) => ["init", "--data", data, "--email", owner.email, "--password", owner.password, "--project", "P"];

describe("leapfrog serve does not start", () => {
  const cases = [
    ["without a port", serve("--listen", "localhost"), /'listen' takes ADDRESS:PORT, not 'localhost'\./],
    ["on port 70000", serve("--listen", "127.0.0.1:70000"), /'listen' takes a port from 0 to 65535, not '70000'\./],
    ["on an address that is none", serve("--listen", "here:0"), /Not an address to listen on: 'here'\./],
    ["on somebody else's address", serve("--listen", "192.0.2.1:0"), /Cannot listen on 192\.0\.2\.1:0: /],
    ["with a text as a number", serve("--io-threads", "many"), /'io-threads' takes a whole number of .*, not 'many'\./],
    ["with a number as yes or no", serve("--access-log", "7"), /'access-log' takes yes or no, not '7'\./],
    ["with a proxy that is none", serve("--trusted-proxies", "here"), /Not an IP address or CIDR block: 'here'\./],
    ["with a block that is none", serve("--trusted-proxies", "10.0.0.0/99"), /Not a CIDR block: '10\.0\.0\.0\/99'\./],
    [
      "with a network for webhooks that is none",
      serve("--outbound-allow", "here"),
      /'outbound-allow': Not an IP address or CIDR block: 'here'\./,
    ],
    [
      "with a mail server of another protocol",
      serve("--smtp-url", "https://mail.example.com"),
      /'smtp-url' begins with smtp:\/\/ or smtps:\/\/\./,
    ],
    [
      "with a password in the address of the mail server",
      serve("--smtp-url", "smtp://me:secret@mail.example.com"),
      /'smtp-url' holds no user or password: they have settings of their own\./,
    ],
    [
      "without a sender of e-mail",
      serve("--smtp-url", "smtp://mail.example.com"),
      /'mail-from' says whom e-mail comes from, such as Leapfrog <leapfrog@example\.com>\./,
    ],
    [
      "with a sender of e-mail that is none",
      serve("--smtp-url", "smtp://mail.example.com", "--mail-from", "Leapfrog"),
      /'mail-from': Enter an e-mail address such as ada@example\.com\./,
    ],
    [
      "with half a sender",
      serve("--smtp-url", "smtp://mail.example.com", "--mail-from", "Leapfrog <a@example.com"),
      /'mail-from': Expected Name <address@example\.com>\./,
    ],
    [
      "with a password for e-mail in no file",
      serve("--smtp-password-file", "/nowhere"),
      /'smtp-password-file': \/nowhere cannot be read or is empty\./,
    ],
    [
      "with an address of its own that is none",
      serve("--public-url", "here"),
      /'public-url': Expected a URL such as https:\/\/app\.example\.com, without a path\./,
    ],
    [
      "with a GeoIP database that is none",
      serve("--geoip-database", "/dev/null"),
      /The GeoIP database cannot be opened \(.*\); give a MaxMind \.mmdb file or an empty path to go without: \/dev\/null/,
    ],
  ];
  for (const [what, args, sentence] of cases) it(what, () => refused(args, sentence));

  it("with a file of settings that names one that there is not, or a value of no kind", async () => {
    const path = join(temporaryDirectory("settings"), "leapfrog.toml");
    writeFileSync(path, "colour = 'green'\n");
    await refused(serve("--config", path), /There is no setting 'colour'\./);
    writeFileSync(path, "io-threads = { a = 1 }\n");
    await refused(serve("--config", path), /'io-threads' has a value of a kind no setting takes\./);
  });
});

describe("leapfrog init does not start", () => {
  it("in a directory with something in it", async () => {
    await refused(init("{}"), / exists already and is not empty\. Choose another directory\./);
  });
  it("in a directory that cannot be made", async () => {
    await refused(init("/proc/leapfrog"), /Cannot create \/proc\/leapfrog: .+\./);
  });
});
