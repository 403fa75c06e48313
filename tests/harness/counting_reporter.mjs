// A reporter for node's test runner that prints what fails in full and what passes on a line, and ends with a line
// of counts, failures and passes by file that tests/stages.mjs reads: only tests count, not the suites and files around
// them.
export default async function* countingReporter(source) {
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [], passes: {} };
  for await (const { type, data } of source) {
    if (type === "test:pass" || type === "test:fail") {
      const suite = data.details?.type === "suite";
      const failed = type === "test:fail";
      const skipped = data.skip !== undefined || data.todo !== undefined;
      if (suite && !failed) continue;
      if (data.details.error?.failureType === "subtestsFailed") continue;
      if (skipped) counts.skipped += 1;
      else if (failed) counts.failed += 1;
      else {
        counts.passed += 1;
        counts.passes[data.file] = (counts.passes[data.file] ?? 0) + 1;
      }
      const mark = skipped ? "skip" : failed ? "FAIL" : "ok";
      yield `${"  ".repeat(data.nesting)}${mark} ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
      if (!failed || skipped) continue;
      counts.failures.push({ file: data.file, name: data.name });
      yield `${describe(data)}\n`;
    } else if (type === "test:stdout" || type === "test:stderr") {
      yield data.message;
    }
  }
  yield `counts ${JSON.stringify(counts)}\n`;
}

function describe(data) {
  const error = data.details.error;
  const cause = error?.cause ?? error;
  return [`    ${data.file ?? ""}:${data.line ?? ""}`, cause?.stack ?? String(cause)]
    .join("\n")
    .replaceAll("\n", "\n    ");
}
