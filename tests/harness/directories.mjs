// Temporary directories that go away with the test process, and the place where failing tests leave their traces.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = resolve(fileURLToPath(new URL("../..", import.meta.url)));

const made = new Set();
process.on("exit", () => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

export function temporaryDirectory(label = "test") {
  const path = mkdtempSync(join(tmpdir(), `leapfrog-${label}-`));
  made.add(path);
  return path;
}

// tests/output/, which git ignores.
export function outputDirectory() {
  const path = join(repository, "tests", "output");
  mkdirSync(path, { recursive: true });
  return path;
}
