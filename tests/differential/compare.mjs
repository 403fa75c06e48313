// Deep comparison that takes numbers for equal when they differ by rounding alone.

// The path of the first difference and what stands there; undefined when there is none.
export function difference(expected, actual, path = "results") {
  if (typeof expected === "number" && typeof actual === "number") {
    const near = Math.abs(expected - actual) <= 1e-9 * Math.max(1, Math.abs(expected), Math.abs(actual));
    return near ? undefined : `${path}: expected ${expected}, the server says ${actual}`;
  }
  if (expected === null || actual === null || typeof expected !== "object" || typeof actual !== "object") {
    return expected === actual
      ? undefined
      : `${path}: expected ${JSON.stringify(expected)}, the server says ${JSON.stringify(actual)}`;
  }
  if (Array.isArray(expected) && expected.length !== actual.length)
    return `${path}: expected ${expected.length} elements, the server gives ${actual.length}`;
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const found = difference(
      expected[key],
      actual[key],
      Array.isArray(expected) ? `${path}[${key}]` : `${path}.${key}`,
    );
    if (found) return found;
  }
  return undefined;
}
